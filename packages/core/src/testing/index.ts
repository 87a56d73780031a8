export {
  carrierSuite,
  type CarrierTest,
  type CarrierUnderTest,
  type Trouble,
  type WebhooksUnderTest
} from "./carrier-suite.ts"
export { clockOf } from "./clock.ts"
export { MemoryStore } from "./memory-store.ts"
export { type Tables as MemoryTables, type Tenant as MemoryTenant } from "./memory/tables.ts"
export {
  type CarrierAudit,
  type CarrierRecord,
  SimulatedCarrier,
  type SimulatedCarrierOptions,
  type SimulatedFault
} from "./simulated-carrier.ts"
export { type Odds } from "./simulated-outcome.ts"
export { storeSuite, type StoreTest } from "./store-suite.ts"
export { anotherNode } from "./store-suite/another-node.ts"
export * as given from "./store-suite/given.ts"
export { leaveTraces } from "./store-suite/traces.ts"
export { type World as StoreWorld, world as storeWorld } from "./store-suite/world.ts"
