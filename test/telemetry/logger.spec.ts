import { LOG_LEVELS, type LogLevel } from '../../src/config.js';
import { StoreUnavailable } from '../../src/event-store/port.js';
import { loggerTo } from '../../src/house/logger.js';
import { toldError } from '../../src/house/told-error.js';

const linesAt = (level: LogLevel): { level: string; time: string; msg: string }[] => {
  const lines: string[] = [];
  const log = loggerTo(
    level,
    (line) => void lines.push(line),
    () => '2004-07-01T00:00:00.000Z',
  );
  log.error('an error', { code: 'E' });
  log.warn('a warning');
  log.info('a line with 100 %s', { of: 'text' });
  log.debug('a detail');
  expect(lines.every((line) => line.endsWith('\n'))).toBe(true);
  return lines.map((line) => JSON.parse(line) as { level: string; time: string; msg: string });
};

describe('the log', () => {
  it('is JSON, a line each, with the level by its name and the time of the house', () => {
    expect(linesAt('debug')).toEqual([
      { level: 'error', time: '2004-07-01T00:00:00.000Z', code: 'E', msg: 'an error' },
      { level: 'warn', time: '2004-07-01T00:00:00.000Z', msg: 'a warning' },
      { level: 'info', time: '2004-07-01T00:00:00.000Z', of: 'text', msg: 'a line with 100 %s' },
      { level: 'debug', time: '2004-07-01T00:00:00.000Z', msg: 'a detail' },
    ]);
  });

  it.each(LOG_LEVELS)('says nothing below its level: %s', (level) => {
    const told = ['error', 'warn', 'info', 'debug'].slice(0, LOG_LEVELS.indexOf(level));
    expect(linesAt(level).map((line) => line.level)).toEqual(told);
  });
});

const NAME = 'Zubaidah 3374016512800009';
const thrown = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};
const parsing = (): unknown => thrown(() => JSON.parse(`{"name": ${NAME}}`));

describe('an error in the log', () => {
  it.each([
    ['of a parser', parsing()],
    ['of a conversion', thrown(() => BigInt(NAME))],
    ['of an operator', thrown(() => 'x' in (NAME as never))],
    ['of anybody', new Error(`no such mitra: ${NAME}`)],
    ['that is none', NAME],
    ['caused by another', new Error('read model', { cause: parsing() })],
  ])('never holds what a message quotes: one %s', (_, error) => {
    const told = JSON.stringify(toldError(error));
    expect(told).not.toMatch(/Zubaidah|3374016512800009/);
    expect(told).toMatch(/"name":"\w+"/);
  });

  it('says where it came from, and in the house’s own words why', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:2113'), {
      ...{ code: 'ECONNREFUSED', syscall: 'connect' },
    });
    const told = toldError(new StoreUnavailable('esdb://a:2113 cannot be reached', { cause }));
    expect(told).toMatchObject({
      ...{ name: 'StoreUnavailable', message: 'esdb://a:2113 cannot be reached' },
      cause: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:2113' },
    });
    expect(told.at?.[0]).toMatch(/logger\.spec\.ts:\d+:\d+/);
    const mistake = thrown(() => (undefined as unknown as { name: string }).name);
    expect(toldError(mistake).message).toMatch(/^Cannot read properties of undefined/);
  });

  it('is told like that wherever it is among the details', () => {
    const lines: string[] = [];
    loggerTo(
      'info',
      (line) => void lines.push(line),
      () => '',
    ).error('failed', { error: parsing(), err: parsing() });
    expect(lines.join()).not.toMatch(/Zubaidah/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      error: { name: 'SyntaxError' },
      err: { name: 'SyntaxError' },
    });
  });
});
