import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '../../src/cli/serve.js';
import { readConfig } from '../../src/config.js';
import { systemClock, systemTiming } from '../../src/house/clock.js';
import { openHouse } from '../../src/house/house.js';
import { loggerTo } from '../../src/house/logger.js';
import { socketFile } from '../../src/house/socket.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { settingsIn } from './jejak.js';

const directory = freshDirectory();

it('a service that has ended in order ends nobody’s process later', async () => {
  const after = systemTiming.after.bind(systemTiming);
  const waiting = new Set<number>();
  systemTiming.after = (ms, work) => {
    if (ms >= 20_000) waiting.add(ms);
    const cancel = after(ms, work);
    return () => {
      waiting.delete(ms);
      cancel();
    };
  };
  try {
    const log = loggerTo('silent', () => undefined, systemClock);
    const config = readConfig(settingsIn(directory(), { PORT: '0' }));
    const house = await openHouse({ config, clock: systemClock, log });
    // As an earlier one that was killed has left it.
    writeFileSync(socketFile(join(directory(), 'jejak.db')), '');
    const seen: number[] = [];
    const watched = {
      ...house,
      close: async () => {
        seen.push(...waiting);
        await house.close();
      },
    };
    // Once it has said where it is, it is told to end.
    const out = (line: string): void =>
      void (line.startsWith('GraphiQL') && setImmediate(() => process.emit('SIGTERM')));
    expect(await serve(watched, { out, err: () => undefined })).toBe(0);
    expect(seen).toEqual([28_000]);
    expect([...waiting]).toEqual([]);
  } finally {
    systemTiming.after = after;
  }
});
