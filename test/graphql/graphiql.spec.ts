import request from 'supertest';
import { serve } from './serve.js';
import type { Served } from './serve.js';

describe('GraphiQL', () => {
  let served: Served;
  let page: request.Response;
  beforeAll(async () => {
    served = await serve();
    page = await request(served.url).get('/graphiql');
  });
  afterAll(() => served.app.close());

  it('is a page of ours, by name, with a first question', () => {
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.text).toContain('<title>Jejak</title>');
    expect(page.text).toContain('query Portfolio');
    expect(page.text).toContain('"endpoint":"/graphql"');
  });

  it('fetches no script, style, font or picture from another host', () => {
    const markup = page.text.replace(/<script>[\s\S]*?<\/script>/g, '');
    expect(markup).not.toMatch(/<(?:script|link|img|iframe)[^>]+(?:src|href)="?(?:https?:)?\/\//i);
    expect(page.text).not.toMatch(/<script[^>]+src=/i);
    expect(page.text).not.toMatch(/url\(["']?(?:https?:)?\/\//i);
    expect(page.text).not.toMatch(/@import/i);
    expect(page.text).not.toMatch(/unpkg|jsdelivr|cdnjs|googleapis/i);
  });

  it('is told by its headers to stay with this host', () => {
    const policy = page.headers['content-security-policy'];
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/https?:|\*/);
  });
});
