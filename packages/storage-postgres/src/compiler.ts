import { ColumnDefinitionNode, type DataTypeNode, PostgresQueryCompiler } from "kysely"

/**
 * Compiles as Postgres wants it, with one difference: columns of text compare byte by byte, as in the other stores. All
 * that is ordered or searched here is ids, phones and keys, so a language's order would be wrong, and it is slower; and
 * an index of it serves no question of how a text begins.
 */
export class CodeOrderCompiler extends PostgresQueryCompiler {
  protected override visitDataType(node: DataTypeNode): void {
    super.visitDataType(node)
    const { parentNode } = this
    if (node.dataType === "text" && parentNode !== undefined && ColumnDefinitionNode.is(parentNode)) {
      this.append(` collate "C"`)
    }
  }
}
