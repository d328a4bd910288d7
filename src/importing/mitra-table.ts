import { LEGAL_FORMS, SECTORS } from '../mitra/mitra.events.js';
import type { MitraIdentity, MitraKind } from '../mitra/mitra.events.js';
import { cellsOf, code, nik, oneOf, readRows, text } from './cell.js';
import { readTable, type RowProblem, type TableRow, type TableSource } from './table.js';

/** One mitra of an old register. */
export interface MitraRow extends MitraIdentity, MitraKind {
  readonly line: number;
  readonly code: string;
}

const COLUMNS = {
  required: ['code', 'name'],
  optional: ['legal_form', 'sector', 'unit', 'region', 'address', 'phone', 'identity_number'],
};

/** Values that no two mitra of a table may share, with the line each was first read in. */
interface Seen {
  readonly codes: Map<string, number>;
  readonly identityNumbers: Map<string, number>;
}

const readMitra = (row: TableRow, problems: RowProblem[], seen: Seen): MitraRow | undefined => {
  const before = problems.length;
  const { required, optional, unique } = cellsOf(row, problems);
  const mitraCode = required('code', code);
  unique('code', seen.codes);
  const name = required('name', text(200));
  const legalForm = optional('legal_form', oneOf(LEGAL_FORMS));
  const details = {
    legalForm,
    sector: optional('sector', oneOf(SECTORS)),
    unit: optional('unit', text(100)),
    region: optional('region', text(100)),
    address: optional('address', text(500, 'paragraphs')),
    phone: optional('phone', text(40)),
    identityNumber: optional('identity_number', legalForm === 'PERSON' ? nik : text(40)),
  };
  unique('identity_number', seen.identityNumbers);
  if (mitraCode === undefined || name === undefined || problems.length > before) return undefined;
  return { line: row.line, code: mitraCode, name, ...details };
};

/** The mitra of an old table. A row with any problem is left out of `rows`. */
export const readMitraTable = (source: TableSource) => {
  const seen: Seen = { codes: new Map(), identityNumbers: new Map() };
  return readRows(readTable(source, COLUMNS), (row, problems) => readMitra(row, problems, seen));
};
