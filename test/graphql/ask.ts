import request from 'supertest';
import type { Served } from './serve.js';

export interface Problem {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly fields?: readonly { readonly path: string; readonly message: string }[];
    readonly [name: string]: unknown;
  };
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly Problem[];
  readonly extensions?: Record<string, unknown>;
}

const reply = ({ status, text, body }: request.Response): Reply => ({ status, text, ...body });

/** A question as honest clients send it. */
export const ask = async (
  { url }: Pick<Served, 'url'>,
  query: string,
  variables: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> =>
  reply(
    await request(url)
      .post('/graphql')
      .set('accept', 'application/graphql-response+json')
      .set(headers)
      .send({ query, variables }),
  );

/** Anything at all, as hostile or broken clients send it. */
export const post = async (
  { url }: Served,
  body: string | undefined,
  type = 'application/json',
  accept = 'application/json',
): Promise<Reply> => {
  const asked = request(url).post('/graphql').set('accept', accept);
  if (type) asked.set('content-type', type);
  return reply(await (body === undefined ? asked : asked.send(body)));
};

export const codes = ({ errors = [] }: Reply): string[] => errors.map((e) => e.extensions.code);
export const paths = ({ errors = [] }: Reply): string[] =>
  errors.flatMap((error) => (error.extensions.fields ?? []).map(({ path }) => path));
