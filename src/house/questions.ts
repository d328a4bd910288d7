import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import DataLoader from 'dataloader';
import { type LogSight, readInSight, sightOf, sightPartsOf } from '../audit/log-sight.js';
import { PATIENCE_MS, resolveMoment, type Asking, type ResolvedMoment } from '../audit/moments.js';
import { AdoptedPolicies } from '../audit/adopted-policies.js';
import { type ApiContext, loaderOf } from '../graphql/context.js';
import { forbidden, unavailable } from '../graphql/errors.js';
import { noteRead } from '../graphql/parked.js';
import { isReads, readsOf } from '../identity/reads.js';
import { type Position, type Source, START } from '../kernel/envelope.js';
import type { AdoptedPolicy } from '../policy/in-force.js';
import type { Stored } from '../read-model/port.js';
import type { House } from './house.js';
import { documentsParked, parkedError } from './parked.js';
import { Scope } from './scope.js';
import { HOUSE } from './tokens.js';

const POLICIES = Symbol('adopted policies');
const SCOPE = Symbol('what who asks may read');

/** What the queries of every room share: waiting, moments, documents by key, the rules adopted. */
@Injectable()
export class Questions implements OnModuleDestroy {
  private readonly sight: LogSight;
  private readonly adopted: AdoptedPolicies;

  /** Its log is read as long as it is there: no question waits for one that is away. */
  readonly house: House;

  constructor(@Inject(HOUSE) house: House) {
    const { ledger } = house;
    this.adopted = new AdoptedPolicies(house.readModels);
    this.sight = sightOf(sightPartsOf(house));
    this.house = { ...house, ledger: { ...ledger, store: readInSight(ledger.store, this.sight) } };
  }

  onModuleDestroy(): void {
    this.sight.stop();
  }

  /**
   * Waits until the read models that a query reads hold what the asker has seen, in argument or
   * header.
   * @param beside those by which its moment is told, too: each may be folded by another process,
   *   and the moment is that of the one that is furthest behind; one that has stopped is left out
   */
  async caughtUp(
    context: ApiContext,
    atLeast: Position | null | undefined,
    readModels: readonly string[],
    beside: readonly string[] = [],
  ): Promise<void> {
    this.notStopped(readModels);
    const wanted = [context.atLeast, atLeast ?? undefined].filter((one) => one !== undefined);
    const latest = wanted.toSorted().at(-1) ?? START;
    const { readModels: models } = this.house;
    const going = models.status().filter(({ failure }) => !failure);
    const names = going.map(({ projector }) => projector.name);
    const waited = [...readModels, ...beside.filter((name) => names.includes(name))];
    if (latest > START && !(await models.reached(latest, PATIENCE_MS, waited)))
      throw unavailable(1, 'the read models have not reached that position yet');
    noteRead(context, readModels, (named) => documentsParked(models, named));
  }

  /** One that has stopped at an event it cannot fold says so, instead of being stale. */
  notStopped(readModels: readonly string[]): void {
    const stopped = this.house.readModels
      .status()
      .find(({ projector, failure }) => failure && readModels.includes(projector.name));
    if (stopped) throw unavailable(60, `the read model ${stopped.projector.name} has stopped`);
  }

  /** How the events of a person's command are marked. */
  get source(): Source {
    return this.house.demo ? 'demo' : 'api';
  }

  /** For a question that is answered out of these read models. */
  moment(asking: Asking, readModels: readonly string[] = []): Promise<ResolvedMoment> {
    return resolveMoment(asking, sightPartsOf(this.house), readModels);
  }

  /** Documents of a read model by their keys, read together and once per request. */
  documents<D>(context: ApiContext, readModel: string): DataLoader<string, Stored<D> | null> {
    return loaderOf(context, `documents of ${readModel}`, () => {
      const { readModels } = this.house;
      return new DataLoader<string, Stored<D> | null>(async (ids: readonly string[]) => {
        const found = await readModels.store.load<D>(readModels.collection(readModel), ids);
        return ids.map((id) => parkedError(readModels, readModel, id) ?? found.get(id) ?? null);
      });
    });
  }

  /**
   * What who asks may read of mitra, loans and the trail: every query about them asks this.
   * @throws {ApiError} FORBIDDEN where a token does not say the unit that its role reads
   */
  scope(context: ApiContext): Scope {
    return loaderOf(context, SCOPE, () => {
      const reads = readsOf(context.who);
      if (!isReads(reads)) throw forbidden(reads.forbidden);
      return new Scope(reads, this, context);
    });
  }

  /** The codes of a region's mitra as it is today, found once per request. */
  mitraOfRegion(context: ApiContext, region: string): Promise<readonly string[]> {
    return loaderOf(context, `mitra of the region ${region}`, async () => {
      const { readModels } = this.house;
      const codes: string[] = [];
      const where = { field: 'region', eq: region };
      const collection = readModels.collection('mitra-register');
      for await (const { id } of readModels.store.scan(collection, where)) codes.push(id);
      return codes;
    });
  }

  /** Every rule adopted, with the position from which it is known. */
  policies(context: ApiContext): Promise<readonly AdoptedPolicy[]> {
    return loaderOf(context, POLICIES, () => this.adopted.now());
  }
}
