import type { JejakEvent } from '../src/events.js';
import { FINDING_NAMES, OUTCOME_NAMES } from '../src/monitoring/names.js';
import {
  DOCUMENT_NAMES,
  FIELD_NAMES,
  RELATIONSHIP_NAMES,
  STATUS_NAMES,
} from '../src/mitra/names.js';
import { APPLICATION_TEXTS } from './history-texts-application.js';
import { COLLECTION_TEXTS } from './history-texts-collection.js';
import { ENDING_TEXTS } from './history-texts-ending.js';
import { LOAN_TEXTS } from './history-texts-loan.js';
import type { EventType, Of, Summary, Texts } from './history-words.js';

const visit = ({ data }: Of<'VisitRecorded'>): Summary => {
  const [outcome, finding] = [
    OUTCOME_NAMES[data.outcome],
    data.finding && FINDING_NAMES[data.finding],
  ];
  return {
    en: `Visit: ${outcome.en}${finding ? `, ${finding.en}` : ''}`,
    id: `Kunjungan: ${outcome.id}${finding ? `, ${finding.id}` : ''}`,
  };
};

/** One for each fact: a new one breaks the build until it has its sentence. */
const SUMMARIES: Texts<EventType> = {
  MitraRegistered: ({ data: { code } }) => ({
    en: `Mitra ${code} registered`,
    id: `Mitra binaan ${code} didaftarkan`,
  }),
  MitraDataCorrected: ({ data }) => {
    const field = FIELD_NAMES[data.field];
    return data.kind === 'ERROR'
      ? { en: `Corrected: ${field.en}`, id: `Diperbaiki: ${field.id}` }
      : { en: `Changed: ${field.en}`, id: `Berubah: ${field.id}` };
  },
  MitraStatusChanged: ({ data }) => {
    const [from, to] = [STATUS_NAMES[data.from], STATUS_NAMES[data.to]];
    return { en: `Status: ${from.en} → ${to.en}`, id: `Status: ${from.id} → ${to.id}` };
  },
  DocumentReceived: ({ data }) => {
    const kind = DOCUMENT_NAMES[data.kind];
    return { en: `Document received: ${kind.en}`, id: `Dokumen diterima: ${kind.id}` };
  },
  HeirRecorded: ({ data }) => {
    const relationship = RELATIONSHIP_NAMES[data.relationship];
    return {
      en: `Heir recorded: ${relationship.en}`,
      id: `Ahli waris dicatat: ${relationship.id}`,
    };
  },
  CommandAbandoned: () => ({
    en: 'A command that never arrived',
    id: 'Perintah yang tidak pernah tiba',
  }),
  ...LOAN_TEXTS,
  ...APPLICATION_TEXTS,
  ...COLLECTION_TEXTS,
  ...ENDING_TEXTS,
  VisitRecorded: visit,
  ContactMade: ({ data: { channel, reached } }) => ({
    en: `Contact by ${channel}: ${reached ? 'reached' : 'not reached'}`,
    id: `Kontak lewat ${channel}: ${reached ? 'terhubung' : 'tidak terhubung'}`,
  }),
  PolicyProposed: ({ data: { id, validFrom } }) => ({
    en: `Policy ${id} proposed, valid from ${validFrom}`,
    id: `Kebijakan ${id} diusulkan, berlaku sejak ${validFrom}`,
  }),
  PolicyAdopted: ({ data: { id, validFrom } }) => ({
    en: `Policy ${id} adopted, valid from ${validFrom}`,
    id: `Kebijakan ${id} ditetapkan, berlaku sejak ${validFrom}`,
  }),
  PolicyRejected: ({ data: { id } }) => ({
    en: `Proposed policy ${id} rejected`,
    id: `Usul kebijakan ${id} ditolak`,
  }),
  ReportPublished: ({ data: { report, asOf } }) => ({
    en: `Report ${report} published, as of ${asOf}`,
    id: `Laporan ${report} per ${asOf} diterbitkan`,
  }),
  Claimed: ({ data }) => ({ en: `${data.kind} reserved`, id: `${data.kind} dipesan` }),
  Released: ({ data }) => ({ en: `${data.kind} released`, id: `${data.kind} dilepas` }),
};

export const summaryOf = (event: JejakEvent): Summary =>
  (SUMMARIES[event.type] as (event: JejakEvent) => Summary)(event);
