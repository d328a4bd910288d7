/** 0 done, 1 found something wrong, 2 bad usage or bad input. */
export type ExitStatus = 0 | 1 | 2;

export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

export const TERMINAL: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
};

export const asJson = (value: unknown): string => JSON.stringify(value, null, 2);

const RUPIAH = /\B(?=(\d{3})+$)/g;
export const inRupiah = (amount: number): string => `Rp ${String(amount).replace(RUPIAH, ',')}`;
export const inThousands = (count: number): string => String(count).replace(RUPIAH, ',');
