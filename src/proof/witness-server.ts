import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Instant } from '../kernel/local-date.js';
import { addSignature } from './note.js';
import { cosigner, type PrivateNoteKey, parseVkey, type PublicNoteKey } from './note-key.js';
import { isRefused, judge, type KnownLogs, readSubmission } from './witness.js';
import type { WitnessStore } from './witness-store.js';

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

/** What the operator of a witness should know of: a log that goes back or forks. */
export type Report = (message: string, details: object) => void;

export interface WitnessParts {
  readonly key: PrivateNoteKey;
  readonly store: WitnessStore;
  /** By the name of the log, which its keys carry. */
  readonly logs: readonly PublicNoteKey[];
  readonly now: () => Instant;
  readonly report: Report;
}

const SIZE = 'text/x.tlog.size';

/** Answers `add-checkpoint`, each request in one step: what is checked is what is remembered. */
export const witnessOf = ({ key, store, logs, now, report }: WitnessParts) => {
  const signer = cosigner(key, now);
  const own = parseVkey(signer.vkey);
  const known: KnownLogs = new Map(
    logs.map(({ name }) => [name, logs.filter((other) => other.name === name)]),
  );
  return (body: string): Answer => {
    const submitted = readSubmission(body, known);
    const verdict = isRefused(submitted)
      ? submitted
      : judge(submitted, store.last(submitted.head.origin, own));
    if (isRefused(verdict)) {
      const { status, why, seen, isEvidence } = verdict;
      if (isEvidence && !isRefused(submitted))
        report(`not cosigned: ${why}`, { status, seen, note: submitted.note });
      return status === 409
        ? { status, body: `${seen ?? 0}\n`, type: SIZE }
        : { status, body: `${why}\n` };
    }
    const cosigned = addSignature(verdict.note, signer);
    store.remember(verdict.head, cosigned);
    return { status: 200, body: cosigned.slice(cosigned.lastIndexOf('\n— ') + 1) };
  };
};

const LARGEST = 256 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const bodyOf = async (request: IncomingMessage): Promise<string | null> => {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LARGEST) return null;
    parts.push(part);
  }
  try {
    return utf8.decode(Buffer.concat(parts));
  } catch {
    return '';
  }
};

const answerTo = async (
  request: IncomingMessage,
  witness: (body: string) => Answer,
): Promise<Answer> => {
  if (request.url !== '/add-checkpoint') return { status: 404, body: 'only /add-checkpoint\n' };
  if (request.method !== 'POST') return { status: 405, body: 'only POST\n' };
  const body = await bodyOf(request);
  return body === null ? { status: 413, body: 'too large\n' } : witness(body);
};

/** Serves a witness over HTTP; the caller listens and closes. */
export const serveWitness = (parts: WitnessParts): Server => {
  const witness = witnessOf(parts);
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = await answerTo(request, witness).catch((error: unknown): Answer => {
      parts.report('a request failed', { error: String(error) });
      return { status: 500, body: 'the witness cannot tell\n' };
    });
    const { status, body, type = 'text/plain; charset=utf-8' } = answer;
    // Whoever sends too much is not read to the end.
    if (status === 413) response.setHeader('connection', 'close');
    response.writeHead(status, { 'content-type': type }).end(body);
  };
  const server = createServer((request, response) => void respond(request, response));
  server.requestTimeout = 10_000;
  server.headersTimeout = 5_000;
  return server;
};
