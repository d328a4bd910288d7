import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { answered, givenIn, INPUT, senderOf } from '../graphql/commands.js';
import type { ApiContext } from '../graphql/context.js';
import { Questions } from '../house/questions.js';
import { isReads, readsOf } from '../identity/reads.js';
import { RecordContact, RecordVisit } from '../monitoring/monitoring.commands.js';
import {
  microDegrees,
  RecordContactInput,
  RecordVisitInput,
} from '../monitoring/monitoring.inputs.js';
import {
  ChangeMitraStatus,
  CorrectMitraData,
  ReceiveDocument,
  RecordHeir,
  RegisterMitra,
} from './mitra.commands.js';
import {
  ChangeMitraStatusInput,
  CorrectMitraDataInput,
  ReceiveDocumentInput,
  RecordHeirInput,
  RegisterMitraInput,
} from './mitra.inputs.js';
import { MitraService } from './mitra.service.js';
import { Mitra, MitraResult } from './mitra.types.js';

type Result = Omit<MitraResult, 'mitra'>;

@Resolver()
export class MitraMutations {
  constructor(
    private readonly bus: CommandBus,
    private readonly questions: Questions,
  ) {}

  @Mutation(() => MitraResult, { description: 'Register a mitra.' })
  async registerMitra(
    @Args('input', INPUT) input: RegisterMitraInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'registerMitra', input, this.questions.source);
    const done = answered(await this.bus.execute(new RegisterMitra(given, sender)));
    return { ...done, mitraCode: given.code };
  }

  @Mutation(() => MitraResult, { description: 'Put a field of a mitra right.' })
  async correctMitraData(
    @Args('input', INPUT) input: CorrectMitraDataInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'correctMitraData', input, this.questions.source);
    const done = answered(await this.bus.execute(new CorrectMitraData(given, sender)));
    return { ...done, mitraCode: given.mitra };
  }

  @Mutation(() => MitraResult, { description: 'Record what became of a mitra.' })
  async changeMitraStatus(
    @Args('input', INPUT) input: ChangeMitraStatusInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'changeMitraStatus', input, this.questions.source);
    const done = answered(await this.bus.execute(new ChangeMitraStatus(given, sender)));
    return { ...done, mitraCode: given.mitra };
  }

  @Mutation(() => MitraResult, { description: 'Record a paper of the mitra that came in.' })
  async receiveDocument(
    @Args('input', INPUT) input: ReceiveDocumentInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'receiveDocument', input, this.questions.source);
    const done = answered(await this.bus.execute(new ReceiveDocument(given, sender)));
    return { ...done, mitraCode: given.mitra };
  }

  @Mutation(() => MitraResult, { description: 'Record an heir (ahli waris) of a mitra who died.' })
  async recordHeir(
    @Args('input', INPUT) input: RecordHeirInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'recordHeir', input, this.questions.source);
    const done = answered(await this.bus.execute(new RecordHeir(given, sender)));
    return { ...done, mitraCode: given.mitra };
  }

  @Mutation(() => MitraResult, { description: 'Record a visit (kunjungan).' })
  async recordVisit(
    @Args('input', INPUT) input: RecordVisitInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const { location, ...rest } = givenIn(input);
    const given = { ...rest, location: location && microDegrees(location) };
    const sender = senderOf(context, 'recordVisit', input, this.questions.source);
    const done = answered(await this.bus.execute(new RecordVisit(given, sender)));
    return { ...done, mitraCode: given.mitra };
  }

  @Mutation(() => MitraResult, { description: 'Record a contact from afar.' })
  async recordContact(
    @Args('input', INPUT) input: RecordContactInput,
    @Context() context: ApiContext,
  ): Promise<Result> {
    const given = givenIn(input);
    const sender = senderOf(context, 'recordContact', input, this.questions.source);
    const done = answered(await this.bus.execute(new RecordContact(given, sender)));
    return { ...done, mitraCode: given.mitra };
  }
}

@Resolver(() => MitraResult)
export class MitraResultResolver {
  constructor(
    private readonly questions: Questions,
    private readonly register: MitraService,
  ) {}

  @ResolveField(() => Mitra, {
    nullable: true,
    description: 'The mitra as it stands now; null for who may not read it.',
  })
  async mitra(
    @Parent() { mitraCode, position }: MitraResult,
    @Context() context: ApiContext,
  ): Promise<Mitra | null> {
    await this.questions.caughtUp(context, position, ['mitra-timelines']);
    if (!isReads(readsOf(context.who))) return null;
    const mitra = await this.register.at(mitraCode, await this.questions.moment({}), context);
    return mitra && this.questions.scope(context).seesMitra(mitra) ? mitra : null;
  }
}
