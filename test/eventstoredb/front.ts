import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const HOST = '127.0.0.1';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** What clients connect to: it hands bytes on to the gRPC server until it is told otherwise. */
export class Front {
  /** By the port from which the pair reaches the gRPC server. */
  private readonly pairs = new Map<number | undefined, Pair>();
  private listener: Server | undefined;
  private frozen = false;

  private constructor(
    readonly port: number,
    private readonly serverPort: number,
  ) {}

  static async open(port: number, serverPort: number): Promise<Front> {
    const probe = port === 0 ? createServer().listen(0, HOST) : undefined;
    if (probe) await once(probe, 'listening');
    const front = new Front(probe ? (probe.address() as AddressInfo).port : port, serverPort);
    if (probe) front.adopt(probe);
    else await front.accept();
    return front;
  }

  async accept(): Promise<void> {
    if (this.listener) return;
    const listener = createServer().listen(this.port, HOST);
    await once(listener, 'listening');
    this.adopt(listener);
  }

  /** At once, for whoever comes; the promise is of the port being free. */
  refuse(): Promise<void> {
    const { listener } = this;
    if (!listener) return Promise.resolve();
    this.listener = undefined;
    // Its `close` would wait for open connections as well, which go on.
    return new Promise((resolve) => {
      listener.close();
      setImmediate(resolve);
    });
  }

  freeze(): void {
    this.frozen = true;
    for (const { client, server } of this.pairs.values()) {
      client.unpipe(server).pause();
      server.unpipe(client).pause();
    }
  }

  thaw(): void {
    if (!this.frozen) return;
    this.frozen = false;
    for (const pair of this.pairs.values()) this.join(pair);
  }

  reset(): void {
    for (const pair of this.pairs.values()) this.break(pair);
  }

  /** Breaks the connection of one call, by the peer that the gRPC server sees. */
  resetPeer(peer: string): void {
    const pair = this.pairs.get(Number(peer.slice(peer.lastIndexOf(':') + 1)));
    if (pair) this.break(pair);
  }

  close(): Promise<void> {
    this.reset();
    return this.refuse();
  }

  private adopt(listener: Server): void {
    this.listener = listener;
    listener.on('connection', (client) => this.connected(client));
  }

  private connected(client: Socket): void {
    client.pause();
    const server = connect({ host: HOST, port: this.serverPort, noDelay: true });
    const pair = { client: client.setNoDelay(true), server };
    const gone = (): void => {
      this.pairs.delete(server.localPort);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on('error', gone).on('close', gone);
    server.once('connect', () => {
      this.pairs.set(server.localPort, pair);
      if (!this.frozen) this.join(pair);
    });
  }

  private join({ client, server }: Pair): void {
    client.pipe(server);
    server.pipe(client);
  }

  private break({ client, server }: Pair): void {
    client.resetAndDestroy();
    server.destroy();
  }
}
