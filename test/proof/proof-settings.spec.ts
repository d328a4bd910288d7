import { resolve } from 'node:path';
import { BadConfig, demoConfig, readConfig } from '../../src/config.js';
import { makeKey } from '../../src/house/clock.js';
import { cosigner, parseSkey, skeyOf } from '../../src/proof/note-key.js';
import { NOW } from './logs.js';

const witness = (name: string): string =>
  cosigner(parseSkey(skeyOf(name, makeKey())), () => NOW).vkey;

describe('the settings of checkpoints', () => {
  it('have defaults', () => {
    expect(readConfig({}).proof).toEqual({
      place: resolve('data/checkpoints'),
      ...{ events: 1000, minutes: 60, origin: 'jejak.local/log', witnesses: [] },
      ...{ signingKey: undefined, signingKeyFile: resolve('data/signing.key') },
    });
  });

  it('take an address, and witnesses with their keys', () => {
    const [one, two] = [witness('one.example/w'), witness('two.example')];
    const { proof } = readConfig({
      CHECKPOINT_PLACE: 'https://elsewhere.example/checkpoint',
      WITNESSES: `${one}@https://one.example/w, ${two}@http://127.0.0.1:8080`,
    });
    expect(proof.place).toBe('https://elsewhere.example/checkpoint');
    expect(proof.witnesses.map(({ url, verifier }) => [verifier.name, url])).toEqual([
      ['one.example/w', 'https://one.example/w'],
      ['two.example', 'http://127.0.0.1:8080'],
    ]);
  });

  it.each([
    ['CHECKPOINT_EVENTS', '0'],
    ['CHECKPOINT_MINUTES', '1.5'],
    ['LOG_ORIGIN', 'two words'],
    ['LOG_ORIGIN', 'a+b'],
    ['CHECKPOINT_PLACE', 'http://'],
    ['WITNESSES', 'https://one.example'],
    ['WITNESSES', `${witness('one.example').slice(0, -4)}AAAA@https://one.example`],
    ['WITNESSES', `${witness('one.example')}@one.example`],
  ])('%s is not %j, and says so', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(BadConfig);
    expect(() => readConfig({ [name]: value })).toThrow(`${name}: expected`);
  });

  it('of the demo are its own: nobody outside is told of it', () => {
    const config = readConfig({
      ...{ SIGNING_KEY: 'secret', WITNESSES: `${witness('one.example')}@https://one.example` },
      ...{ KEY_STORE_URL: 'file:/kept/keys.db', CHECKPOINT_PLACE: 'https://elsewhere.example' },
    });
    expect(demoConfig(config).proof).toMatchObject({
      ...{ place: resolve('/kept/demo-checkpoints'), origin: 'jejak.local/demo' },
      ...{ signingKey: undefined, signingKeyFile: resolve('/kept/demo-signing.key') },
      witnesses: [],
    });
  });
});
