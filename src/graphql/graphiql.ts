import type { FastifyInstance } from 'fastify';

export const GRAPHIQL_PATH = '/graphiql';

const FIRST_QUERY = `# Jejak: ask about any mitra, any loan and the whole fund, at any date
# (asOf), as it was known at any moment (knownAt). Ctrl-Enter runs this; the
# book on the left lists all that can be asked.

query Portfolio {
  portfolio {
    mitraCount
    loanCount
    openCount
    principalOutstanding
    byCollectability {
      class
      loanCount
      principalOutstanding
    }
  }
}
`;

/** The browser is told to fetch nothing from any other host, whatever the page may hold. */
const OWN_HOST_ONLY = [
  "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Nine megabytes of script: read when it is first asked for, and not at every start. */
const pageOver = async (endpoint: string): Promise<string> => {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL({ title: 'Jejak', endpoint, defaultQuery: FIRST_QUERY });
};

/** The page is put together once. */
export const serveGraphiql = (app: FastifyInstance, endpoint: string): void => {
  let page: Promise<string> | undefined;
  app.get(GRAPHIQL_PATH, async (_request, reply) => {
    page ??= pageOver(endpoint).catch((error: unknown) => {
      page = undefined;
      throw error;
    });
    return reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', OWN_HOST_ONLY)
      .header('cache-control', 'private, max-age=3600')
      .send(await page);
  });
};
