import { join } from 'node:path';
import { type CheckpointPlace, PlaceUnavailable } from '../../src/proof/checkpoint-place.js';
import { parseCheckpoint } from '../../src/proof/checkpoint.js';
import { splitNote } from '../../src/proof/note.js';
import { openProof, type Proof } from '../../src/proof/open-proof.js';
import { type Machine, Machines } from '../read-model/machines.js';
import { checkpointOffice } from './checkpoint-office.js';
import { codesOf, keyFile, ORIGIN, placeIn } from './checkpointing.js';
import { grow, NOW } from './logs.js';

const { directory, log, documents, begin, sizes } = checkpointOffice();

describe('two processes that sign for one log', () => {
  it('raise no alarm where one publishes while the other looks at what was published', async () => {
    await grow(log(), 10);
    const one = await begin();
    await one.checkpointer.publish();
    const inner = placeIn(directory());
    const busy: CheckpointPlace = {
      name: inner.name,
      write: (note) => inner.write(note),
      newest: async () => {
        await grow(log(), 5);
        await one.checkpointer.publish();
        return inner.newest();
      },
    };
    const other = await begin({ place: busy });
    await grow(log(), 5);
    await other.checkpointer.publish();
    expect([codesOf(other), other.told]).toEqual([[], []]);
    expect(await sizes()).toEqual([10, 20]);
  });

  const world = new Machines();
  const pass = (seconds: number) => world.run(() => world.scheduler.pause(seconds * 1_000));
  const events = 100;
  /** A process that follows the log, and the sizes that it has published. */
  const follow = async (instance: string, machine: Machine, isAway = () => false) => {
    const written: number[] = [];
    const inner = placeIn(directory());
    const place: CheckpointPlace = {
      name: inner.name,
      newest: () => {
        if (isAway()) throw new PlaceUnavailable('not from here');
        return inner.newest();
      },
      write: (note) => {
        written.push(parseCheckpoint(splitNote(note).text).size);
        return inner.write(note);
      },
    };
    const quiet = (): void => undefined;
    const proof = await openProof({
      ...{ store: log(), documents: documents(), clock: () => NOW, timing: machine.timing },
      ...{ log: { error: quiet, warn: quiet, info: quiet, debug: quiet }, place, instance },
      config: {
        ...{ place: join(directory(), 'checkpoints'), events, minutes: 60, origin: ORIGIN },
        ...{ signingKey: undefined, signingKeyFile: keyFile(directory()), witnesses: [] },
      },
    });
    proof.start();
    return { proof, written };
  };
  const ends = async (...proofs: Proof[]) => {
    for (const proof of proofs) await world.run(() => proof.close());
  };

  it('leave what is due to one of them, until that one ends', async () => {
    await grow(log(), 10);
    const one = await follow('one', world.machine());
    await pass(2);
    const other = await follow('other', world.machine());
    const third = await follow('third', world.machine());
    for (let times = 0; times < 3; times += 1) {
      await grow(log(), events);
      await pass(2);
    }
    expect([one.written, other.written, third.written]).toEqual([[10, 110, 210, 310], [], []]);
    await ends(one.proof);
    await grow(log(), events);
    await pass(3);
    expect([...other.written, ...third.written]).toEqual([410]);
    const [left, gone] = other.written.length > 0 ? [third, other] : [other, third];
    expect(gone.written).toEqual([410]);
    await ends(gone.proof);
    await grow(log(), events);
    await pass(10);
    expect(left.written).toEqual([510]);
    await ends(left.proof);
  });

  it('do not wait for one who cannot publish', async () => {
    await grow(log(), 10);
    let isAway = false;
    const one = await follow('one', world.machine(), () => isAway);
    await pass(2);
    const other = await follow('other', world.machine());
    isAway = true;
    await grow(log(), events);
    await pass(4);
    expect([one.written, other.written]).toEqual([[10], [110]]);
    expect(one.proof.alarms.all()).toMatchObject([{ code: 'CHECKPOINT_PLACE_UNAVAILABLE' }]);
    isAway = false;
    await pass(70);
    expect(one.proof.alarms.all()).toEqual([]);
    await ends(one.proof, other.proof);
  });

  it('go on with the other where the one who signs stands still', async () => {
    const machine = world.machine();
    await grow(log(), 10);
    const one = await follow('one', machine);
    await pass(2);
    const other = await follow('other', world.machine());
    machine.freeze();
    await grow(log(), events);
    await pass(10);
    expect(other.written).toEqual([110]);
    machine.thaw();
    await grow(log(), events);
    await pass(3);
    expect([one.written, other.written]).toEqual([[10], [110, 210]]);
    expect(one.proof.alarms.all()).toEqual([]);
    await ends(one.proof, other.proof);
  });
});
