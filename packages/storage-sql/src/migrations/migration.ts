import type { Compilable, SchemaModule } from "kysely"

/**
 * One change of the tables. Migrations are numbered from 1 without a gap and only go forward; one that was released is
 * never changed, so it names what it makes itself and takes nothing from the tables of today.
 */
export interface Migration {
  readonly number: number
  readonly name: string
  /** The statements, in order, in words that every supported database knows. */
  readonly statements: (schema: SchemaModule) => ReadonlyArray<Compilable>
  /** Tables that keep room for rows to change in place from then on, where a database knows of that. */
  readonly roomy?: ReadonlyArray<string>
}
