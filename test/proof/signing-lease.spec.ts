import { join } from 'node:path';
import type { CheckpointPlace } from '../../src/proof/checkpoint-place.js';
import { parseCheckpoint } from '../../src/proof/checkpoint.js';
import { splitNote } from '../../src/proof/note.js';
import { openProof } from '../../src/proof/open-proof.js';
import { type Machine, Machines } from '../read-model/machines.js';
import { checkpointOffice } from './checkpoint-office.js';
import { keyFile, ORIGIN, placeIn } from './checkpointing.js';
import { grow, NOW } from './logs.js';

const { directory, log, documents } = checkpointOffice();
const world = new Machines();
const pass = (seconds: number) => world.run(() => world.scheduler.pause(seconds * 1_000));
const quiet = (): void => undefined;

/** A process that signs; when it has looked at what was published, it is held up. */
const follow = async (instance: string, machine: Machine, heldUp = async () => quiet()) => {
  const written: number[] = [];
  const inner = placeIn(directory());
  const place: CheckpointPlace = {
    name: inner.name,
    newest: async () => {
      const note = await inner.newest();
      await heldUp();
      return note;
    },
    write: (note) => {
      written.push(parseCheckpoint(splitNote(note).text).size);
      return inner.write(note);
    },
  };
  const proof = await openProof({
    ...{ store: log(), documents: documents(), clock: () => NOW, timing: machine.timing },
    ...{ log: { error: quiet, warn: quiet, info: quiet, debug: quiet }, place, instance },
    config: {
      ...{ place: join(directory(), 'checkpoints'), events: 100, minutes: 60, origin: ORIGIN },
      ...{ signingKey: undefined, signingKeyFile: keyFile(directory()), witnesses: [] },
    },
  });
  proof.start();
  return { written, close: () => world.run(() => proof.close()) };
};

it('who signs is not replaced while it publishes, however long that takes', async () => {
  const machine = world.machine();
  let slowMs = 0;
  await grow(log(), 10);
  const one = await follow('one', machine, () => machine.timing.pause(slowMs));
  await pass(2);
  const other = await follow('other', world.machine());
  slowMs = 12_000;
  await grow(log(), 100);
  await pass(20);
  slowMs = 0;
  await pass(20);
  expect([one.written, other.written]).toEqual([[10, 110], []]);
  await one.close();
  await other.close();
});

it('who was held up while it published asks again before it writes', async () => {
  const machine = world.machine();
  let hold = quiet;
  const heldUp = async (): Promise<void> => {
    hold();
    await machine.timing.pause(1);
  };
  await grow(log(), 10);
  const one = await follow('one', machine, heldUp);
  await pass(2);
  const other = await follow('other', world.machine());
  hold = () => machine.freeze();
  await grow(log(), 100);
  await pass(12);
  expect([one.written, other.written]).toEqual([[10], [110]]);
  hold = quiet;
  machine.thaw();
  await pass(5);
  expect([one.written, other.written]).toEqual([[10], [110]]);
  await one.close();
  await other.close();
});
