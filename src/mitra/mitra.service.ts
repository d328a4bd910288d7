import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import type { MitraRegisterDocument } from '../../projections/mitra-register.js';
import type { MitraTimelineDocument } from '../../projections/mitra-timelines.js';
import type { ResolvedMoment } from '../audit/moments.js';
import { decode } from '../event-store/codec.js';
import type { EventOf } from '../events.js';
import { type ApiContext, loaderOf } from '../graphql/context.js';
import { globalId } from '../graphql/node.js';
import { Questions } from '../house/questions.js';
import type { Stored } from '../read-model/port.js';
import { maySeePersonalData } from '../identity/may.js';
import { monitoringStream } from '../monitoring/monitoring.js';
import { counts, inWorldOrder } from '../kernel/moment.js';
import {
  mitraDecider,
  type MitraState,
  mitraStream,
  type RegisteredMitra,
  valueOn,
} from './mitra.js';
import type { LegalForm, MitraField, Sector } from './mitra.events.js';
import type { Mitra, MonitoredValue } from './mitra.types.js';
import { LEGAL_FORM_NAMES, SECTOR_NAMES, STATUS_NAMES } from './names.js';

type Fields = Pick<Mitra, 'code' | 'status' | 'registeredOn' | 'monitoring' | 'moment'> &
  Pick<Mitra, 'visitCount' | 'contactCount'> & { readonly [K in MitraField]?: unknown };

const mitraOf = (fields: Fields, sees: boolean): Mitra => {
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const [legalForm, sector] = [text(fields.legalForm), text(fields.sector)];
  const { code, status, registeredOn, monitoring, moment, visitCount, contactCount } = fields;
  return {
    id: globalId('Mitra', code),
    ...{ code, status, registeredOn, monitoring, moment, visitCount, contactCount },
    name: sees ? text(fields.name) : null,
    legalForm: legalForm as LegalForm | null,
    legalFormName: legalForm && LEGAL_FORM_NAMES[legalForm as LegalForm],
    sector: sector as Sector | null,
    sectorName: sector && SECTOR_NAMES[sector as Sector],
    unit: text(fields.unit),
    region: text(fields.region),
    statusName: STATUS_NAMES[status].id,
  };
};

@Injectable()
export class MitraService {
  constructor(private readonly questions: Questions) {}

  /** As the register holds it today, which may have gone on since the moment was resolved. */
  today(
    { body, position }: Stored<MitraRegisterDocument>,
    moment: ResolvedMoment,
    context: ApiContext,
  ): Mitra {
    const { known } = moment;
    const shown = position > known ? { ...moment, known: position } : moment;
    const { visits: visitCount, contacts: contactCount } = body;
    return mitraOf({ ...body, visitCount, contactCount, moment: shown }, this.sees(context));
  }

  /** As `find`, for who may read it: to anybody else it is as if there were no such mitra. */
  async findFor(context: ApiContext, code: string, moment: ResolvedMoment): Promise<Mitra | null> {
    const scope = this.questions.scope(context);
    const mitra = await this.find(code, moment, context);
    return mitra && scope.seesMitra(mitra) ? mitra : null;
  }

  /** Today's register where today is asked about, its own stream for any other moment. */
  async find(code: string, moment: ResolvedMoment, context: ApiContext): Promise<Mitra | null> {
    if (!moment.isNow) return this.at(code, moment, context);
    const register = this.questions.documents<MitraRegisterDocument>(context, 'mitra-register');
    const stored = await register.load(code);
    if (stored && stored.position > moment.known) return this.at(code, moment, context);
    return stored && this.today(stored, moment, context);
  }

  /** Folded from its own stream up to the moment; null before it was registered or known. */
  async at(code: string, moment: ResolvedMoment, context: ApiContext): Promise<Mitra | null> {
    const mitra = await this.folded(code, moment);
    if (mitra.status === 'NONE' || mitra.registeredOn > moment.asOf) return null;
    return mitraOf(
      { ...this.standing(mitra, moment), ...(await this.monitored(code, moment)), moment },
      this.sees(context),
    );
  }

  /** What tells who a mitra is beside his name: read from his own stream, once per request. */
  async identity(
    { code, moment }: Mitra,
    field: 'address' | 'phone' | 'identityNumber',
    context: ApiContext,
  ): Promise<string | null> {
    if (!this.sees(context)) return null;
    const { known, asOf } = moment;
    const loader = loaderOf(
      context,
      `identity ${known} ${asOf}`,
      () =>
        new DataLoader((codes: readonly string[]) =>
          Promise.all(codes.map((one) => this.folded(one, moment))),
        ),
    );
    const mitra = await loader.load(code);
    if (mitra.status === 'NONE') return null;
    const on = asOf < mitra.registeredOn ? mitra.registeredOn : asOf;
    return valueOn(mitra.fields[field], on) ?? null;
  }

  /**
   * The borrower of a loan that is shown: where the loan is older than the registration (it was
   * agreed before this system), he is shown as he was first registered.
   */
  async ofLoan(code: string, moment: ResolvedMoment, context: ApiContext): Promise<Mitra> {
    const found = await this.at(code, moment, context);
    if (found) return found;
    const [first] = await this.events<'mitra'>(mitraStream(code), { ...moment, asOf: null });
    const later = { ...moment, asOf: first?.effectiveOn ?? moment.asOf };
    const registered = await this.at(code, later, context);
    if (!registered) throw new Error('a loan is signed with a mitra who is registered');
    return registered;
  }

  /** A stream's events that count at a moment, in the world's order. */
  private async events<C extends 'mitra' | 'monitoring'>(
    stream: string,
    moment: Pick<ResolvedMoment, 'known'> & { readonly asOf: ResolvedMoment['asOf'] | null },
  ): Promise<readonly EventOf<C>[]> {
    const { store, keys } = this.questions.house.ledger;
    const stored = (await store.readStream(stream)).filter((event) =>
      counts(event, { known: moment.known, asOf: moment.asOf ?? event.effectiveOn }),
    );
    const events = await Promise.all(stored.map((event) => decode(event, keys)));
    return events.toSorted(inWorldOrder) as unknown as readonly EventOf<C>[];
  }

  /** His papers and heirs, with numbers and names for who may see them; none to another unit. */
  async papers(mitra: Mitra, context: ApiContext): Promise<readonly EventOf<'mitra'>[]> {
    if (!this.questions.scope(context).seesMitra(mitra)) return [];
    const events = await this.events<'mitra'>(mitraStream(mitra.code), mitra.moment);
    return this.sees(context) ? events : events.map((event) => ({ ...event, personal: undefined }));
  }

  /**
   * Visits and contacts, with their notes for who may see them. Another unit that keeps one of his
   * loans is shown who he is, and nothing of this.
   */
  async monitoring(mitra: Mitra, context: ApiContext): Promise<readonly EventOf<'monitoring'>[]> {
    if (!this.questions.scope(context).seesMitra(mitra)) return [];
    const events = await this.events<'monitoring'>(monitoringStream(mitra.code), mitra.moment);
    return this.sees(context) ? events : events.map((event) => ({ ...event, personal: undefined }));
  }

  private async folded(code: string, moment: ResolvedMoment): Promise<MitraState> {
    const events = await this.events<'mitra'>(mitraStream(code), moment);
    return events.reduce(mitraDecider.evolve, mitraDecider.initial);
  }

  private sees({ who }: ApiContext): boolean {
    return maySeePersonalData(who.actor.role);
  }

  private standing(mitra: RegisteredMitra, { asOf }: ResolvedMoment) {
    const { code, registeredOn } = mitra;
    const fields = Object.entries(mitra.fields).map(([field, course]) => [
      field,
      valueOn(course, asOf),
    ]);
    const status = valueOn(mitra.statuses, asOf) ?? 'ACTIVE';
    return { ...(Object.fromEntries(fields) as object), code, registeredOn, status } as const;
  }

  private async monitored(code: string, moment: ResolvedMoment) {
    const timelines = this.questions.house.readModels;
    const found = await timelines.store.load<MitraTimelineDocument>(
      timelines.collection('mitra-timelines'),
      [code],
    );
    const { visits = [], contacts = [] } = found.get(code)?.body ?? {};
    const counted = visits.filter((visit) => counts(visit, moment)).toSorted(inWorldOrder);
    const monitoring: MonitoredValue = counted.at(-1)?.outcome ?? 'NOT_MONITORED';
    const contactCount = contacts.filter((contact) => counts(contact, moment)).length;
    return { monitoring, visitCount: counted.length, contactCount };
  }
}
