import { AssistantId, Assistants } from "@campanile/core"
import { workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { type Endpoint, endpoint, json, pathId } from "../endpoint.ts"
import { Agent, agent, AgentList, NewAgent, newAssistant } from "../wire/agent.ts"

const agentId = pathId("agent_id", "assistant", AssistantId)

/** Assistants, which this API calls agents. */
export const agents: ReadonlyArray<Endpoint> = [
  endpoint({
    method: "post",
    path: "/agent",
    tag: "Agents",
    summary: "Make an assistant",
    access: workspaceKey,
    body: jsonBody(NewAgent),
    answer: json(Agent, "The assistant.", 201),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body, caller }) {
      return agent(yield* Assistants.create(caller, newAssistant(body)))
    }
  }),
  endpoint({
    method: "get",
    path: "/agent/all",
    tag: "Agents",
    summary: "All assistants",
    access: workspaceKey,
    answer: json(AgentList, "All of them."),
    fails: [],
    handle: function*({ caller }) {
      return { agents: (yield* Assistants.all(caller)).map(agent) }
    }
  }),
  endpoint({
    method: "get",
    path: "/agent/{agent_id}",
    tag: "Agents",
    summary: "An assistant",
    access: workspaceKey,
    id: agentId,
    answer: json(Agent, "The assistant."),
    fails: ["NotFound"],
    handle: function*({ caller, id }) {
      return agent(yield* Assistants.get(caller, id))
    }
  })
]
