import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import {
  type LoanApplicationDocument,
  loanApplications,
} from '../../../projections/loan-applications.js';
import type { ResolvedMoment } from '../../audit/moments.js';
import { decode } from '../../event-store/codec.js';
import type { EventOf } from '../../events.js';
import { type Connection, pageOf } from '../../graphql/connections.js';
import { type ApiContext, loaderOf } from '../../graphql/context.js';
import type { PageArgs } from '../../graphql/paging.js';
import { Questions } from '../../house/questions.js';
import { maySeePersonalData } from '../../identity/may.js';
import { counts, inWorldOrder } from '../../kernel/moment.js';
import { mitraDecider, mitraStream } from '../../mitra/mitra.js';
import type { DocumentKind } from '../../mitra/mitra.events.js';
import type { ApplicationFilter } from './application.inputs.js';
import type { Application } from './application-state.js';
import type { LoanApplication } from './application.types.js';
import { applicationView } from './application.view.js';
import { onDay } from './application.js';
import { loanStream } from '../loan.js';

/** The papers of an application: those that are there, and those still asked for. */
export interface Papers {
  readonly there: readonly DocumentKind[];
  readonly missing: readonly DocumentKind[];
}

@Injectable()
export class ApplicationService {
  constructor(private readonly questions: Questions) {}

  async page(
    filter: ApplicationFilter,
    page: PageArgs,
    context: ApiContext,
  ): Promise<Connection<LoanApplication>> {
    const moment = await this.questions.moment({});
    const { readModels } = this.questions.house;
    const within = await this.questions.scope(context).loans();
    const { unit, mitra, status } = filter;
    const equal = Object.entries({ unit, mitra, status }).flatMap(([field, eq]) =>
      eq === null || eq === undefined ? [] : [{ field, eq }],
    );
    const found = await pageOf<LoanApplicationDocument>(
      readModels.store,
      readModels.collection('loan-applications'),
      { where: { and: [within, ...equal] }, sort: { field: 'id', descending: false } },
      page,
    );
    const edges = found.edges.map(({ cursor, node }) => ({
      cursor,
      node: applicationView(node.body, moment),
    }));
    return { ...found, edges };
  }

  /**
   * Today's read model where today is asked about, its own stream for any other moment; to who may
   * not read it, it is as if there were none.
   */
  async find(
    number: string,
    moment: ResolvedMoment,
    context: ApiContext,
  ): Promise<LoanApplication | null> {
    const document = moment.isNow
      ? (
          await this.questions
            .documents<LoanApplicationDocument>(context, 'loan-applications')
            .load(number)
        )?.body
      : await this.folded(number, moment);
    const sees = document && (await this.questions.scope(context).seesLoan(document, moment));
    return sees ? applicationView(document, moment) : null;
  }

  /** Folded from its own stream up to the moment; null before it was proposed or known. */
  async folded(number: string, moment: ResolvedMoment): Promise<LoanApplicationDocument | null> {
    const events = await this.events<'loan'>(loanStream(number), moment);
    return events
      .filter((event) => loanApplications.keyOf(event) !== null)
      .reduce<LoanApplicationDocument | null>(loanApplications.evolve, null);
  }

  /** With what is sealed in it: purpose, notes, reason; null for who may not see it. */
  async personal(
    { number, moment }: LoanApplication,
    context: ApiContext,
  ): Promise<Application | null> {
    if (!maySeePersonalData(context.who.actor.role)) return null;
    const loader = loaderOf(
      context,
      `applications ${moment.known} ${moment.asOf}`,
      () =>
        new DataLoader((numbers: readonly string[]) =>
          Promise.all(numbers.map((one) => this.folded(one, moment))),
        ),
    );
    return (await loader.load(number))?.application ?? null;
  }

  /** What was there when it was proposed or has come since, of what its checklist asks for. */
  async papers({ document, moment }: LoanApplication): Promise<Papers> {
    const { documents, missing, mitra: code } = document.application.proposal.fact.data;
    if (missing.length === 0) return { there: documents, missing };
    const events = await this.events<'mitra'>(mitraStream(code), moment);
    const mitra = events.reduce(mitraDecider.evolve, mitraDecider.initial);
    const held = mitra.status === 'NONE' ? [] : onDay(mitra, moment.asOf).documents;
    return {
      there: [...documents, ...missing.filter((kind) => held.includes(kind))],
      missing: missing.filter((kind) => !held.includes(kind)),
    };
  }

  /** A stream's events that count at a moment, in the world's order. */
  private async events<C extends 'mitra' | 'loan'>(
    stream: string,
    moment: ResolvedMoment,
  ): Promise<readonly EventOf<C>[]> {
    const { store, keys } = this.questions.house.ledger;
    const stored = (await store.readStream(stream)).filter((event) => counts(event, moment));
    const events = await Promise.all(stored.map((event) => decode(event, keys)));
    return events.toSorted(inWorldOrder) as unknown as readonly EventOf<C>[];
  }
}
