import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeKey } from '../../src/house/clock.js';
import { checkpointText, parseCheckpoint } from '../../src/proof/checkpoint.js';
import { keysAt } from '../../src/proof/log-keys.js';
import { EMPTY_ROOT, verifyConsistency } from '../../src/proof/merkle.js';
import { addSignature, openNote, signNote, splitNote } from '../../src/proof/note.js';
import { cosigner, noteSigner, parseSkey, parseVkey, skeyOf } from '../../src/proof/note-key.js';
import { type cosign, WitnessRefused, WitnessUnavailable } from '../../src/proof/witness-client.js';
import { checkpointOffice } from './checkpoint-office.js';
import { codesOf, keyFile, ORIGIN, signedBy } from './checkpointing.js';
import { grow, NOW } from './logs.js';

const office = checkpointOffice();
const { log } = office;

/** A witness that remembers what it saw last and wants the proof from there. */
const witnessOf = (name: string) => {
  const key = cosigner(parseSkey(skeyOf(name, makeKey())), () => NOW);
  const verifier = parseVkey(key.vkey);
  const state = {
    away: false,
    refuses: null as WitnessRefused | null,
    seen: { size: 0, root: EMPTY_ROOT },
    asked: 0,
  };
  const sign: typeof cosign = async (_, note, proofFrom) => {
    state.asked += 1;
    if (state.away) throw new WitnessUnavailable(`${name} does not answer`);
    if (state.refuses) throw state.refuses;
    const { text } = splitNote(note);
    const { size: to, root: toRoot } = parseCheckpoint(text);
    const { size: from, root: fromRoot } = state.seen;
    const proof = await proofFrom(from);
    if (from > 0) expect(verifyConsistency({ from, to, fromRoot, toRoot, proof })).toBe(true);
    state.seen = { size: to, root: toRoot };
    return splitNote(addSignature(note, key)).signatures.at(-1)?.line ?? '';
  };
  return { url: `http://${name}`, verifier, state, sign };
};
type Seer = ReturnType<typeof witnessOf>;

const begin = (witnesses: readonly Seer[]) =>
  office.begin({
    witnesses,
    cosign: (witness, ...asked) =>
      witnesses.find(({ url }) => url === witness.url)?.sign(witness, ...asked) ??
      Promise.reject(new Error('who?')),
  });

describe('witnesses', () => {
  it('cosign what was published: in the second place, and in what is served', async () => {
    const [one, two] = [witnessOf('one.example'), witnessOf('two.example')];
    const verifiers = [one.verifier, two.verifier];
    await grow(log(), 10);
    const { checkpointer, place } = await begin([one, two]);
    for (const size of [10, 25, 26]) {
      await grow(log(), size - ((await checkpointer.newest())?.head.size ?? 10));
      await checkpointer.publish();
      await checkpointer.settled();
      const newest = await checkpointer.newest();
      expect(newest?.head.size).toBe(size);
      expect(openNote(newest?.note ?? '', verifiers).verified).toEqual([
        'one.example',
        'two.example',
      ]);
      const outside = openNote((await place.newest()) ?? '', verifiers);
      expect(outside.verified).toEqual(['one.example', 'two.example']);
    }
    expect((await place.all?.())?.length).toBe(3);
  });

  it('that are away delay nothing, and are asked again', async () => {
    const [here, away] = [witnessOf('here.example'), witnessOf('away.example')];
    away.state.away = true;
    await grow(log(), 10);
    const { checkpointer, told, alarms, due } = await begin([here, away]);
    await due(0);
    await checkpointer.settled();
    const verifiers = [here.verifier, away.verifier];
    const signed = async () =>
      openNote((await checkpointer.newest())?.note ?? '', verifiers).verified;
    expect(await signed()).toEqual(['here.example']);
    expect([told, alarms.all()]).toEqual([['a witness did not cosign'], []]);
    away.state.away = false;
    await due(61_000);
    await checkpointer.settled();
    expect(await signed()).toEqual(['away.example', 'here.example']);
    expect([here.state.asked, away.state.asked]).toEqual([1, 2]);
  });

  it('that refuse are an alarm, which is over when they cosign', async () => {
    const one = witnessOf('one.example');
    one.state.refuses = new WitnessRefused('one.example has seen another tree');
    await grow(log(), 10);
    const begun = await begin([one]);
    await begun.checkpointer.publish();
    await begun.checkpointer.settled();
    expect(begun.alarms.all()).toEqual([
      { code: 'WITNESS_REFUSED', message: 'one.example has seen another tree', since: NOW },
    ]);
    one.state.refuses = null;
    await grow(log(), 1);
    await begun.checkpointer.publish();
    await begun.checkpointer.settled();
    expect(codesOf(begun)).toEqual([]);
  });

  /** One refuses, the other cosigns, of a log of 10 events. */
  const refused = async (refusal: WitnessRefused) => {
    const [one, two] = [witnessOf('one.example'), witnessOf('two.example')];
    one.state.refuses = refusal;
    await grow(log(), 10);
    const begun = await begin([one, two]);
    await begun.checkpointer.publish();
    await begun.checkpointer.settled();
    return { one, two, begun };
  };
  const more = new WitnessRefused('one.example has seen 12 leaves, more than 10', 12);

  it('that refuse stay an alarm each, whoever else cosigns', async () => {
    const refusal = new WitnessRefused('one.example has seen another tree');
    const { one, two, begun } = await refused(refusal);
    const { checkpointer, alarms } = begun;
    two.state.refuses = more;
    await grow(log(), 1);
    await checkpointer.publish();
    await checkpointer.settled();
    expect(codesOf(begun)).toEqual(['WITNESS_REFUSED', 'WITNESS_REFUSED']);
    two.state.refuses = null;
    await grow(log(), 1);
    await checkpointer.publish();
    await checkpointer.settled();
    expect(alarms.all().map(({ message }) => message)).toEqual([refusal.message]);
    one.state.refuses = null;
    await grow(log(), 1);
    await checkpointer.publish();
    await checkpointer.settled();
    expect(codesOf(begun)).toEqual([]);
  });

  const bodyOf = (size: number): string =>
    checkpointText({ origin: ORIGIN, size, root: Buffer.alloc(32, 1) });
  const signedBySomebody = (size: number): string =>
    signNote(bodyOf(size), [noteSigner(parseSkey(skeyOf(ORIGIN, makeKey())))]);
  const ours = (size: number, origin = ORIGIN): string => {
    const { signers } = keysAt({ file: keyFile(office.directory()), origin: ORIGIN })(false);
    return signNote(bodyOf(size).replace(ORIGIN, origin), signers);
  };

  it.each([
    ['is nonsense', () => 'nonsense'],
    ['a stranger has signed', () => signedBySomebody(99)],
    ['is not as far as what the witness saw', () => ours(11)],
    ['is of another log', () => ours(99, 'jejak.test/other')],
  ])('that have seen more are an alarm, where what was published outside %s', async (_, note) => {
    const [one, two] = [witnessOf('one.example'), witnessOf('two.example')];
    one.state.refuses = more;
    await grow(log(), 10);
    const published = await signedBy(await begin([]));
    writeFileSync(join(office.directory(), 'checkpoints', 'checkpoint'), note());
    const { asked, checkpointer, alarms } = await begin([one, two]);
    asked.ask(published, await log().head());
    await asked.settled();
    expect(alarms.all().map(({ message }) => message)).toEqual([more.message]);
    const { note: served } = (await checkpointer.newest()) ?? { note: '' };
    expect(openNote(served, [two.verifier]).verified).toEqual(['two.example']);
  });

  it('that have seen what another instance published meanwhile are no alarm', async () => {
    const one = witnessOf('one.example');
    await grow(log(), 10);
    const begun = await begin([one]);
    const older = await signedBy(await begin([]));
    await grow(log(), 2);
    await (await begin([])).checkpointer.publish();
    one.state.refuses = more;
    begun.asked.ask(older, await log().head());
    await begun.asked.settled();
    expect([codesOf(begun), begun.told]).toEqual([[], ['alarm', 'alarm over']]);
    one.state.refuses = new WitnessRefused('one.example has seen another tree of 5 leaves');
    begun.asked.ask(older, await log().head());
    await begun.asked.settled();
    one.state.refuses = more;
    begun.asked.ask(older, await log().head());
    await begun.asked.settled();
    expect(codesOf(begun)).toEqual(['WITNESS_REFUSED']);
  });

  it('are asked though somebody wrote a line in their name', async () => {
    const [one, other] = [witnessOf('one.example'), makeKey()];
    await grow(log(), 10);
    const { note } = await signedBy(await begin([]));
    const { name, keyHash } = one.verifier;
    const impostor = cosigner(parseSkey(skeyOf(name, other)), () => NOW);
    const line = splitNote(addSignature(note, { ...impostor, keyHash })).signatures.at(-1)?.line;
    const begun = await begin([one]);
    const published = await signedBy(begun);
    await begun.checkpointer.settled();
    begun.asked.ask({ ...published, note: `${note}${line}\n` }, await log().head());
    await begun.asked.settled();
    expect(one.state.asked).toBe(1);
    expect(
      openNote((await begun.checkpointer.newest())?.note ?? '', [one.verifier]).verified,
    ).toEqual([name]);
  });

  it('are asked after a crash for what they have not cosigned', async () => {
    const one = witnessOf('one.example');
    await grow(log(), 10);
    await (await begin([])).checkpointer.publish();
    const { checkpointer, due } = await begin([one]);
    await due(0);
    await checkpointer.settled();
    expect(openNote((await checkpointer.newest())?.note ?? '', [one.verifier]).verified).toEqual([
      'one.example',
    ]);
  });
});
