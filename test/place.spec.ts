import { BadConfig, readConfig } from '../src/config.js';
import { placeOf } from '../src/place.js';

const named = (given: string, server: 'esdb' | 'mongodb' = 'esdb'): string => {
  const place = placeOf(given, server);
  if (typeof place === 'string') throw new Error(place);
  return place.name;
};

describe('the place of a store', () => {
  it.each([
    ['esdb://admin:changeit@h:2113?tls=false', 'esdb', 'esdb://h:2113'],
    ['esdb+discover://a:b@cluster.example:2113', 'esdb', 'esdb+discover://cluster.example:2113'],
    ['esdb://admin:s3c/ret?@127.0.0.1:1', 'esdb', 'esdb://127.0.0.1:1'],
    ['esdb://a:1,b:2,c:3?nodePreference=leader', 'esdb', 'esdb://a:1,b:2,c:3'],
    ['mongodb://u:p%2Fw@a,b/jejak?replicaSet=rs0&appName=x@y', 'mongodb', 'mongodb://a,b/jejak'],
    ['mongodb+srv://u:p@c.example/jejak', 'mongodb', 'mongodb+srv://c.example/jejak'],
  ] as const)('%s is named without credentials and settings', (given, server, name) => {
    expect(named(given, server)).toBe(name);
  });

  it.each([
    ['postgres://h/db', 'esdb', /^expected file:PATH/],
    ['mongodb://h/db', 'esdb', /^expected file:PATH/],
    ['mongodb://h', 'mongodb', /mongodb:\/\/HOST:27017\/DATABASE/],
    ['mongodb://h/?tls=true', 'mongodb', /DATABASE/],
    ['esdb://h:1?nope=1', 'esdb', /^nope is no setting/],
    ['esdb://h:1?tls=false&throwOnAppendFailure=false', 'esdb', /^throwOnAppendFailure must stay/],
    ['esdb://h:1?nodePreference=follower', 'esdb', /^nodePreference must stay leader/],
    ['esdb://u:p@secret@h:1?tls=false', 'esdb', /^a user name or password holds an @/],
    ['file:', 'esdb', /^expected file:PATH/],
  ] as const)('%s is refused for %s, with what was expected', (given, server, words) => {
    const said = placeOf(given, server);
    expect(said).toMatch(words);
    expect(said).not.toMatch('secret');
  });
});

describe('keys', () => {
  it.each([
    ['mongodb://h/db', 'mongodb://h:27017/db'],
    ['mongodb://a:1,b:2/db', 'mongodb://u:p@B:2,a:1/db?tls=true'],
  ])(
    'are kept apart, however their place is written: %s and %s',
    (READ_MODEL_URL, KEY_STORE_URL) => {
      const read = () => readConfig({ READ_MODEL_URL, KEY_STORE_URL });
      expect(read).toThrow(BadConfig);
      expect(read).toThrow('KEY_STORE_URL: expected a place of its own');
      const apart = `${KEY_STORE_URL.split('?')[0]}-keys`;
      expect(readConfig({ READ_MODEL_URL, KEY_STORE_URL: apart }).keyStore.kind).toBe('mongodb');
    },
  );
});
