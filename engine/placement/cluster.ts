/**
 * Placement by Effect Cluster: one entity per slot, dealt out among the nodes that share a database. The cluster keeps
 * slots and never single actors: an entity costs 14 KB and 0.3 ms, and a learner is worth neither.
 *
 * An entity's scope holds the slot open on the node it was dealt to. Commands find their slot in that node's own
 * table and never pass through here; only those for a slot elsewhere travel as the entity's `Submit`.
 */
import { PgClient } from "@effect/sql-pg"
import { Duration, Effect, Layer, Option, type Redacted, References, Schedule, Schema } from "effect"
import {
  ClusterSchema,
  Entity,
  MessageStorage,
  RunnerAddress,
  RunnerHealth,
  Runners,
  Sharding,
  ShardingConfig,
  Singleton,
  SocketRunner,
  SqlRunnerStorage
} from "effect/cluster"
import { Rpc, RpcSerialization } from "effect/rpc"
import { slotCount } from "../slot-of.ts"
import { layerClientProtocol, layerServer } from "./cluster-sockets.ts"
import { ClusterPort, type ListeningNode } from "./node.ts"
import * as OpenSlots from "./open-slots.ts"
import { Placement, type SlotOpener, Unplaced } from "./placement.ts"

/** The slot is dealt to this node and not open (yet). */
class Opening extends Schema.TaggedError<Opening>()("Opening", {}) {}

const Submit = Rpc.make("Submit", {
  payload: { request: Schema.String },
  success: Schema.String,
  error: Opening
}).annotate(ClusterSchema.ClientTracingEnabled, false)

/** Ends when the slot is open; whoever has been dealt the slot opens it on hearing this for the first time. */
const Wake = Rpc.make("Wake").annotate(ClusterSchema.ClientTracingEnabled, false)

const SlotEntity = Entity.make("Stoa/Slot", [Submit, Wake])

/** How long a forwarded request waits for a slot that is being opened or moved. */
const patience = Duration.seconds(5)

const layerEntities = SlotEntity.toLayer(
  Effect.gen(function* () {
    const { entityId } = yield* Entity.CurrentAddress
    const id = Number(entityId)
    const slots = yield* OpenSlots.OpenSlots
    yield* slots.hold(id)
    return SlotEntity.of({
      Wake: () => slots.whenOpen(id),
      Submit: ({ payload }) =>
        slots.whenOpen(id).pipe(
          Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.void }),
          Effect.andThen(
            Effect.suspend(() => {
              const slot = slots.local(id)
              return slot === undefined ? Effect.fail(new Opening()) : slot.handle(payload.request)
            })
          )
        )
    })
  }),
  { maxIdleTime: Duration.infinity, concurrency: "unbounded", mailboxCapacity: "unbounded" }
)

/**
 * One singleton per slot, of the slot's name and so on the slot's node: after a failover nobody may ever send that
 * slot a command, yet its exams have to end on time.
 */
const keepAwake = (id: number) =>
  Singleton.make(
    String(id),
    Effect.gen(function* () {
      const slots = yield* OpenSlots.OpenSlots
      const entity = (yield* SlotEntity.client)(String(id))
      yield* Effect.suspend(() => (slots.local(id) === undefined ? Effect.ignore(entity.Wake()) : Effect.void)).pipe(
        Effect.repeat(Schedule.spaced("1 second")),
        Effect.asVoid
      )
    })
  )

const layerPlacement = Layer.effect(
  Placement,
  Effect.gen(function* () {
    const slots = yield* OpenSlots.OpenSlots
    const client = yield* SlotEntity.client
    const everyOpen = Effect.forEach(
      OpenSlots.slotIds,
      (id) =>
        client(String(id))
          .Wake()
          .pipe(Effect.retry(Schedule.spaced("20 millis")), Effect.orDie),
      { concurrency: "unbounded", discard: true }
    )
    const ready = yield* Effect.cached(everyOpen)
    yield* Effect.forkScoped(ready)

    const unplaced = (slot: number) => (cause: { readonly message: string }) => new Unplaced({ slot, message: cause.message })
    return {
      local: slots.local,
      forward: (id, request) =>
        Effect.suspend(() => {
          const here = slots.local(id)
          if (here !== undefined) return here.handle(request)
          return client(String(id))
            .Submit({ request })
            .pipe(Effect.timeout(patience), Effect.mapError(unplaced(id)))
        }),
      reopen: slots.reopen,
      ready,
      openSlots: slots.count
    }
  })
)

const intervals = {
  // A killed node's locks end with its connection. These bound how long a frozen one keeps its slots, and, a third of
  // it, how long the database may take for one answer before this node takes it for lost and closes every slot.
  shardLockExpiration: "6 seconds",
  shardLockRefreshInterval: "2 seconds",
  refreshAssignmentsInterval: "100 millis",
  runnerHealthCheckInterval: "300 millis",
  entityMessagePollInterval: "1 second",
  sendRetryInterval: "20 millis",
  entityTerminationTimeout: "10 seconds"
} as const

const layerConfig = (node: ListeningNode | undefined) =>
  ShardingConfig.layer({
    ...intervals,
    runnerAddress: Option.some(node === undefined ? RunnerAddress.make("solitary", 0) : RunnerAddress.make(node.host, node.port)),
    shardsPerGroup: slotCount,
    maxResidentEntities: "unbounded",
    simulateRemoteSerialization: false
  })

/** A node that is the only one: the same entities, locks and slots, and nobody to talk to. */
const layerSolitary = Sharding.layer.pipe(Layer.provide([Runners.layerNoop, RunnerHealth.layerNoop]))

const layerNetworked = (node: ListeningNode) =>
  SocketRunner.layer.pipe(
    Layer.provide([layerServer(node), layerClientProtocol]),
    Layer.provide(RunnerHealth.layerPing.pipe(Layer.provide(Runners.layerRpc), Layer.provide(layerClientProtocol))),
    Layer.provide(RpcSerialization.layerSchemaBinary({}))
  )

/** The cluster warns of each step on its way to a first node, and at each try while the database is away. */
const layerQuiet = Layer.succeed(References.MinimumLogLevel, "Error")

/**
 * `database` is the URL that all nodes share. Placement has a pool of its own, of two connections: one is held for
 * the locks.
 */
export const layer = (database: Redacted.Redacted) =>
  Layer.unwrap(
    Effect.map(ClusterPort, (node) => {
      const cluster = (node === undefined ? layerSolitary : layerNetworked(node)).pipe(
        Layer.provide(MessageStorage.layerNoop),
        Layer.provide(SqlRunnerStorage.layerWith({ prefix: "placement" })),
        Layer.provide(layerConfig(node)),
        Layer.provide(layerQuiet),
        Layer.provide(PgClient.layer({ url: database, maxConnections: 2, applicationName: "stoa placement" }))
      )
      return layerPlacement.pipe(
        Layer.provide(Layer.mergeAll(layerEntities, ...OpenSlots.slotIds.map(keepAwake))),
        Layer.provide(cluster),
        Layer.provide(OpenSlots.layer)
      )
    })
  ) satisfies Layer.Layer<Placement, unknown, SlotOpener | ClusterPort>
