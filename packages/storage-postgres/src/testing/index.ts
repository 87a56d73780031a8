/** A Postgres for tests, in a process of its own, with nothing installed but packages. */

export { type PostgresServer, type PostgresServerOptions, startPostgres } from "./postgres-server.ts"
