export { type CarrierTest, type CarrierUnderTest, carrierSuite } from "./carrier-suite.ts"
export { MemoryStore } from "./memory-store.ts"
export {
  type CarrierAudit,
  type CarrierRecord,
  SimulatedCarrier,
  type SimulatedCarrierOptions
} from "./simulated-carrier.ts"
export { type Odds } from "./simulated-outcome.ts"
export { type StoreTest, storeSuite } from "./store-suite.ts"
