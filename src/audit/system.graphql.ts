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
import type { StoredEvent } from '../event-store/port.js';
import { type Position, START } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import { ALARM_CODES, type AlarmCode } from '../proof/alarms.js';
import type { ReadModels } from '../read-model/read-models.js';
import { ApplicationService } from '../lending/application/application.service.js';
import { LoanService } from '../lending/loan.service.js';
import { MitraService } from '../mitra/mitra.service.js';
import { policyView } from '../policy/policy.graphql.js';
import { ReportService } from '../report/report.service.js';
import { reportView } from '../report/report.view.js';
import { entryOf } from './history.service.js';

@ObjectType({ description: 'How far a read model has come.' })
class ReadModelStatus {
  @Field({ description: 'Its name, as `jejak rebuild` takes it.' })
  name: string;
  @Field(() => Int, { description: 'What its documents mean; a new meaning is a new version.' })
  version: number;
  @Field(() => PositionScalar, { description: 'The last event folded into it.' })
  position: Position;
  @Field(() => Int, { description: 'Events of the log not yet folded in (counted to 1,000).' })
  lagEvents: number;
  @Field(() => Int, { description: 'Age of the oldest of them; 0 where there is none.' })
  lagSeconds: number;
  @Field(() => Int, { description: 'Events it waits for a fix of: 1 where it has stopped.' })
  parked: number;
  @Field(() => String, { nullable: true, description: 'Why it has stopped.' })
  failure: string | null;
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
  @Field(() => [SystemAlarm], { description: 'Empty where all is well.' })
  alarms: SystemAlarm[];
  @Field({ description: 'The version of this service.' })
  version: string;
  @Field(() => Int, { description: 'Seconds since it started.' })
  uptime: number;
}

/** So many events behind, or more: reading them to count them must not cost more than that. */
const COUNTED = 1_000;

@Resolver()
export class SystemResolver {
  constructor(
    private readonly questions: Questions,
    private readonly mitras: MitraService,
    private readonly applications: ApplicationService,
    private readonly loanService: LoanService,
    private readonly reports: ReportService,
  ) {}

  @Query(() => System, { description: 'Whether all is well, and how far the read models are.' })
  async system(): Promise<System> {
    const { ledger, readModels, proof } = this.questions.house;
    const projections = readModels.status();
    const furthest = projections.map(({ checkpoint }) => checkpoint.position).toSorted()[0];
    const unread = await ledger.store.readAll(furthest ?? START, COUNTED);
    return {
      position: await ledger.store.head(),
      readModels: projections.map((projection) => this.statusOf(projection, unread)),
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

  private statusOf(
    { projector, checkpoint, failure }: ReturnType<ReadModels['status']>[number],
    unread: readonly StoredEvent[],
  ): ReadModelStatus {
    const behind = unread.filter(({ position }) => position > checkpoint.position);
    const oldest = behind[0]?.recordedAt;
    const now = this.questions.house.ledger.clock();
    return {
      name: projector.name,
      version: projector.version,
      position: checkpoint.position,
      lagEvents: behind.length,
      lagSeconds: oldest ? Math.floor((Date.parse(now) - Date.parse(oldest)) / 1000) : 0,
      parked: failure ? 1 : 0,
      failure: failure?.message ?? null,
    };
  }
}
