import type * as PromClient from 'prom-client';
import { VERSION } from '../house/version.js';
import { ALARM_CODES } from '../proof/alarms.js';
import { type Reading, STORES } from './readings.js';

type Prom = Pick<
  typeof PromClient,
  'Registry' | 'Counter' | 'Gauge' | 'Histogram' | 'collectDefaultMetrics'
>;

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const POINTS = [50, 200, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];

/** What is counted as it happens. Labels come from the house, never from a client. */
const counted = ({ Counter, Histogram }: Prom, registers: PromClient.Registry[]) => {
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter({ name: `jejak_${name}`, help, labelNames, registers });
  const timed = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Histogram({ name: `jejak_${name}`, help, labelNames, registers, buckets: SECONDS });
  return {
    appends: timed('append_seconds', 'Appends to the log, by how they ended.', ['outcome']),
    appendedEvents: counter('appended_events_total', 'Events appended to the log.'),
    conflicts: counter('append_conflicts_total', 'Appends that lost a race for their stream.'),
    commands: timed('command_seconds', 'Commands, by name and outcome.', ['command', 'outcome']),
    refusals: counter('refusals_total', 'Commands refused, by the reason.', ['refusal']),
    errors: counter('graphql_errors_total', 'Errors of GraphQL, by code.', ['code']),
    operations: timed('graphql_operation_seconds', 'Operations of GraphQL, by type and outcome.', [
      ...(['type', 'outcome'] as const),
    ]),
    cost: new Histogram({
      ...{ name: 'jejak_query_cost_points', help: 'What operations cost, in points.' },
      ...{ registers, buckets: POINTS },
    }),
    folded: counter('folded_events_total', 'Events folded into a read model.', ['read_model']),
    foldSeconds: timed('fold_batch_seconds', 'Batches folded, and saved.', ['read_model']),
  };
};

/** What is looked at when it is asked for. */
const lookedAt = ({ Gauge }: Prom, registers: PromClient.Registry[]) => {
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name: `jejak_${name}`, help, labelNames, registers });
  const ofReadModel = (name: string, help: string) => gauge(name, help, ['read_model'] as const);
  return {
    info: gauge('info', 'The version that runs.', ['version']),
    storeUp: gauge('store_up', 'Whether a store answers.', ['store']),
    logPosition: gauge('log_position', 'The head of the log; means nothing but its order.'),
    position: ofReadModel('projection_position', 'The last event folded in.'),
    lagEvents: ofReadModel('projection_lag_events', 'Events not yet folded in, up to 1,000.'),
    lagSeconds: ofReadModel('projection_lag_seconds', 'Age of the oldest event not folded in.'),
    parked: ofReadModel('projection_parked_documents', 'Documents that wait for a fix.'),
    stopped: ofReadModel('projection_stopped', 'Whether it has stopped as a whole.'),
    lease: ofReadModel('projection_lease_held', 'Whether this process folds it.'),
    treeSize: gauge('tree_size', 'Leaves of the tree over the log.'),
    alarms: gauge('alarms', 'Alarms standing, by code.', ['code']),
  };
};

type Gauges = ReturnType<typeof lookedAt>;

const setAll = (gauges: Gauges, { stores, head, readModels, alarms, treeSize }: Reading): void => {
  // What is not known just now is left out: a gauge of the past would be a lie.
  for (const gauge of Object.values(gauges)) gauge.reset();
  gauges.info.set({ version: VERSION }, 1);
  for (const store of STORES) gauges.storeUp.set({ store }, stores[store].status === 'ok' ? 1 : 0);
  if (head === null) gauges.logPosition.remove();
  else gauges.logPosition.set(Number(head));
  if (treeSize === null) gauges.treeSize.remove();
  else gauges.treeSize.set(treeSize);
  for (const code of ALARM_CODES)
    gauges.alarms.set({ code }, alarms.filter((alarm) => alarm.code === code).length);
  for (const { name: read_model, ...one } of readModels) {
    gauges.position.set({ read_model }, Number(one.position));
    if (one.lagEvents !== null) gauges.lagEvents.set({ read_model }, one.lagEvents);
    if (one.lagSeconds !== null) gauges.lagSeconds.set({ read_model }, one.lagSeconds);
    gauges.parked.set({ read_model }, one.parked);
    gauges.stopped.set({ read_model }, one.stoppedAt === null ? 0 : 1);
    gauges.lease.set({ read_model }, one.foldedHere ? 1 : 0);
  }
};

/** Everything that this process is measured by, in a registry of its own. */
export const makeInstruments = (prom: Prom) => {
  const registry = new prom.Registry();
  prom.collectDefaultMetrics({ register: registry });
  const gauges = lookedAt(prom, [registry]);
  return {
    ...counted(prom, [registry]),
    registry,
    show: (reading: Reading): Promise<string> => {
      setAll(gauges, reading);
      return registry.metrics();
    },
  };
};

export type Instruments = ReturnType<typeof makeInstruments>;
