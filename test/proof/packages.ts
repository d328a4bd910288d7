import { strFromU8, unzipSync } from 'fflate';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exportAudit, type ExportFlags } from '../../src/cli/export-audit.js';
import { type Config, readConfig } from '../../src/config.js';
import { localDate } from '../../src/kernel/local-date.js';
import { MANIFEST, type Manifest } from '../../src/proof/package-layout.js';
import { openIn } from '../audit/harm.js';
import { settingsIn } from '../cli/jejak.js';
import { pay, register } from '../event-store/doing.js';
import { writeLog } from '../read-model/tally.js';

/** A name that would run, were it not escaped. */
export const HOSTILE = `<script>alert("O'Neil")</script>`;

/** A story told in three parts: after the first two a checkpoint is signed, after the last none. */
const tell = async (config: Config): Promise<void> => {
  const house = await openIn(config);
  const { ledger, proof, readModels } = house;
  try {
    await writeLog(ledger);
    await proof.checkpointer.publish();
    await register(ledger, 'M-9', { name: HOSTILE });
    await pay(ledger, { receipt: 'R-3', effectiveOn: localDate('2003-04-02') });
    // More than one tile, so that a proof crosses from one to the next.
    for (let at = 0; at < 250; at += 1) await register(ledger, `N-${at}`);
    await proof.checkpointer.publish();
    await pay(ledger, { receipt: 'R-4', effectiveOn: localDate('2003-05-02') });
    await readModels.catchUp();
  } finally {
    await house.close();
  }
};

export interface Told {
  readonly directory: string;
  readonly config: () => Config;
}

/** Told once for the file that calls this. */
export const toldStore = (): Told => {
  const directory = mkdtempSync(join(tmpdir(), 'jejak-package-'));
  beforeAll(() => tell(readConfig(settingsIn(directory))), 120_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return { directory, config: () => readConfig(settingsIn(directory)) };
};

export interface Exported {
  readonly status: number;
  readonly said: string;
}

export const exporting = async (
  config: Config,
  flags: Partial<ExportFlags> & { readonly out: string },
): Promise<Exported> => {
  const lines: string[] = [];
  const line = (text: string): void => void lines.push(text);
  const status = await exportAudit(config, { personal: true, ...flags }, { out: line, err: line });
  return { status, said: lines.join('\n') };
};

export class Package {
  private readonly contents: Readonly<Record<string, Uint8Array>>;

  constructor(file: string) {
    this.contents = unzipSync(readFileSync(file));
  }

  get names(): readonly string[] {
    return Object.keys(this.contents);
  }

  bytes(name: string): Uint8Array {
    const bytes = this.contents[name];
    if (!bytes) throw new Error(`no ${name} in the package`);
    return bytes;
  }

  text(name: string): string {
    return strFromU8(this.bytes(name));
  }

  lines(name: string): readonly string[] {
    const lines = this.text(name).split('\n');
    expect(lines.pop()).toBe('');
    return lines;
  }

  get manifest(): Manifest {
    return JSON.parse(this.text(MANIFEST)) as Manifest;
  }

  unpack(directory: string): void {
    for (const name of this.names) {
      const file = join(directory, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, this.bytes(name));
    }
  }
}
