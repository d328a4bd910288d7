import { type DoubleOptions, startDouble } from './server.js';

/** What a double in a process of its own tells the one that started it. */
export interface Started {
  readonly port: number;
}

const options = JSON.parse(process.argv[2] ?? '{}') as DoubleOptions;

// Whoever started it is gone, or has no use for it.
process.once('disconnect', () => process.exit(0));

const double = await startDouble(options);

process.once('SIGTERM', () => {
  void double.terminate().then(() => process.exit(0));
});

const started: Started = { port: double.port };
process.send?.(started);
