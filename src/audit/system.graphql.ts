import {
  Args,
  Context,
  Field,
  ID,
  Int,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from '@nestjs/graphql';
import type { HistoryDocument } from '../../projections/history.js';
import type { PolicyRegisterDocument } from '../../projections/policy-register.js';
import type { ApiContext } from '../graphql/context.js';
import { Node, parseGlobalId } from '../graphql/node.js';
import { enumOf } from '../graphql/enums.js';
import { DateTimeScalar, PositionScalar } from '../graphql/scalars.js';
import { elapsed } from '../house/clock.js';
import { Questions } from '../house/questions.js';
import { VERSION } from '../house/version.js';
import { StoreUnavailable } from '../event-store/port.js';
import { type Position, START } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import { ALARM_CODES, type AlarmCode } from '../proof/alarms.js';
import type { Projection } from '../read-model/projection.js';
import { ApplicationService } from '../lending/application/application.service.js';
import { LoanService } from '../lending/loan.service.js';
import { MitraService } from '../mitra/mitra.service.js';
import { policyView } from '../policy/policy.graphql.js';
import { ReportService } from '../report/report.service.js';
import { reportView } from '../report/report.view.js';
import { type Lag, Readings } from '../telemetry/readings.js';
import { entryOf } from './history.service.js';

@ObjectType({ description: 'How far a read model has come.' })
class ReadModelStatus {
  @Field({ description: 'Its name, as `jejak rebuild` takes it.' })
  name: string;
  @Field(() => Int, { description: 'What its documents mean; a new meaning is a new version.' })
  version: number;
  @Field(() => PositionScalar, { description: 'The last event folded into it.' })
  position: Position;
  @Field(() => Int, {
    nullable: true,
    description:
      'Events of the log not yet folded in (counted to 1,000); null where it cannot be asked.',
  })
  lagEvents: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Age of the oldest of them; 0 where there is none, null where it is not known.',
  })
  lagSeconds: number | null;
  @Field(() => Int, { description: 'What of it waits for a fix: documents, or all of it.' })
  parked: number;
  @Field({ description: 'Whether this process folds it; else another does.' })
  foldedHere: boolean;
  @Field(() => String, { nullable: true, description: 'Why it has stopped.' })
  failure: string | null;
}

@ObjectType({
  description: 'What waits behind an event that could not be folded: nothing is skipped.',
})
class ParkedDocument {
  @Field({ description: 'The read model.' })
  readModel: string;
  @Field(() => String, { nullable: true, description: 'The key; null where all of it waits.' })
  document: string | null;
  @Field(() => PositionScalar, { description: 'The event that could not be folded.' })
  position: Position;
  @Field({ description: 'Which event it is, and why it could not be folded.' })
  message: string;
}

const AlarmCodeEnum = enumOf(ALARM_CODES);
registerEnumType(AlarmCodeEnum, {
  name: 'AlarmCode',
  description: 'Why no checkpoint is signed: what is published and the log do not fit.',
});

@ObjectType({ description: 'What a person must look into: no checkpoint is signed meanwhile.' })
class SystemAlarm {
  @Field(() => AlarmCodeEnum, { description: 'What kind it is of.' })
  code: AlarmCode;
  @Field({ description: 'What was seen.' })
  message: string;
  @Field(() => DateTimeScalar, { description: 'Since when, as far as this process knows.' })
  since: Instant;
}

@ObjectType({ description: 'The service itself.' })
class System {
  @Field(() => PositionScalar, { description: 'The head of the log.' })
  position: Position;
  @Field(() => [ReadModelStatus], { description: 'Every read model.' })
  readModels: ReadModelStatus[];
  @Field(() => [ParkedDocument], {
    description: 'What waits for a fix; then `jejak unpark` replays it. Empty where all is well.',
  })
  parked: ParkedDocument[];
  @Field(() => [SystemAlarm], { description: 'Empty where all is well.' })
  alarms: SystemAlarm[];
  @Field({ description: 'The version of this service.' })
  version: string;
  @Field(() => Int, { description: 'Seconds since it started.' })
  uptime: number;
}

const nullWhileAway = (error: unknown): null => {
  if (error instanceof StoreUnavailable) return null;
  throw error;
};

const statusOf = (
  { projector, checkpoint, failure, parked, fence }: Projection,
  lag: Lag | undefined,
): ReadModelStatus => ({
  name: projector.name,
  version: projector.version,
  position: checkpoint.position,
  lagEvents: lag?.events ?? null,
  lagSeconds: lag ? Math.floor(lag.seconds) : null,
  parked: parked.size + (failure ? 1 : 0),
  foldedHere: fence !== null,
  failure: failure?.message ?? null,
});

@Resolver()
export class SystemResolver {
  constructor(
    private readonly questions: Questions,
    private readonly mitras: MitraService,
    private readonly applications: ApplicationService,
    private readonly loanService: LoanService,
    private readonly reports: ReportService,
    private readonly readings: Readings,
  ) {}

  @Query(() => System, { description: 'Whether all is well, and how far the read models are.' })
  async system(): Promise<System> {
    const { ledger, readModels, proof } = this.questions.house;
    const head = await ledger.store.head().catch(nullWhileAway);
    // What is known without the log is told all the same; `extensions.stale` says the rest.
    const lags = head === null ? new Map<string, Lag>() : await this.readings.lagging();
    const projections = readModels.status();
    const reached = projections.map(({ checkpoint }) => checkpoint.position).toSorted();
    return {
      position: head ?? reached.at(-1) ?? START,
      readModels: projections.map((one) => statusOf(one, lags.get(one.projector.name))),
      parked: [...readModels.parked()],
      alarms: [...proof.alarms.all()],
      version: VERSION,
      uptime: Math.floor(elapsed() / 1000),
    };
  }

  @Query(() => Node, { nullable: true, description: 'Any object by its id, as it is today.' })
  async node(
    @Args('id', { type: () => ID, description: 'An id of any object of this service.' }) id: string,
    @Context() context: ApiContext,
  ): Promise<Node | null> {
    const { type, key } = parseGlobalId(id);
    await this.questions.caughtUp(context, null, this.questions.house.readModels.names());
    const moment = await this.questions.moment({}, this.questions.house.readModels.names());
    const document = <D>(readModel: string) =>
      this.questions.documents<D>(context, readModel).load(key);
    if (type === 'Mitra') return this.mitras.findFor(context, key, moment);
    if (type === 'LoanApplication') return this.applications.find(key, moment, context);
    if (type === 'Loan') return this.loanService.find(key, moment, context);
    if (type === 'AuditEntry') {
      const scope = this.questions.scope(context);
      const found = await document<HistoryDocument>('history');
      return found && (await scope.seesEntry(found.body)) ? entryOf(found) : null;
    }
    if (type === 'Report') {
      const found = await this.reports.find(key, context);
      return found && reportView(found);
    }
    if (type === 'Policy') {
      const found = await document<PolicyRegisterDocument>('policy-register');
      return found && policyView(found);
    }
    return null;
  }
}
