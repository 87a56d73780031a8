import { CampaignId, type Suppression, type SuppressionScope } from "@campanile/core"
import type { SuppressionTable } from "../tables.ts"

/** What a scope is of, as a column: empty for the workspace. */
export const scopeKey = (scope: SuppressionScope): SuppressionTable["scope_of"] => {
  switch (scope.kind) {
    case "workspace":
      return ""
    case "campaign":
      return scope.campaignId
    case "subject":
      return scope.subject
  }
}

const scopeOf = ({ scope, scope_of }: SuppressionTable): SuppressionScope => {
  switch (scope) {
    case "workspace":
      return { kind: scope }
    case "campaign":
      return { kind: scope, campaignId: CampaignId.make(scope_of) }
    case "subject":
      return { kind: scope, subject: scope_of }
  }
}

/** A suppression as a row. */
export const suppressionRow = (suppression: Suppression): SuppressionTable => ({
  workspace_id: suppression.workspaceId,
  pattern: suppression.pattern,
  scope: suppression.scope.kind,
  scope_of: scopeKey(suppression.scope),
  digits: suppression.pattern.endsWith("*") ? suppression.pattern.length - 2 : 0,
  source: suppression.source,
  reason: suppression.reason,
  expires_at: suppression.expiresAt,
  created_at: suppression.createdAt
})

/** The suppression of a row. */
export const suppressionOf = (row: SuppressionTable): Suppression => ({
  workspaceId: row.workspace_id,
  pattern: row.pattern,
  scope: scopeOf(row),
  source: row.source,
  reason: row.reason,
  expiresAt: row.expires_at,
  createdAt: row.created_at
})
