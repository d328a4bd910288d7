import gossipRpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import persistentRpc from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import persistent from '@eventstore/db-client/generated/persistent_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streamsRpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { credentials, type ServiceError, status } from '@grpc/grpc-js';
import { v4 } from 'uuid';
import { all, clientOf, counted, eachWithDouble, failureOf, numbersOf } from './client.js';
import { empty, identifierOf, uuidOf } from './messages.js';

// Each name says a sentence of the page "EventStoreDB, as it behaves".
const { double, client } = eachWithDouble();
const address = (): string => `127.0.0.1:${double().port}`;
const insecure = credentials.createInsecure();

let raw: InstanceType<typeof streamsRpc.StreamsClient>;
beforeEach(() => {
  raw = new streamsRpc.StreamsClient(address(), insecure);
});
afterEach(() => raw.close());

const batchOf = (id: string, isFinal = true): streams.BatchAppendReq => {
  const message = new streams.BatchAppendReq.ProposedMessage();
  message.setId(new shared.UUID().setString(v4())).setData(Buffer.from('{"n":1}'));
  message.getMetadataMap().set('type', 'Counted').set('content-type', 'application/json');
  const request = new streams.BatchAppendReq().setCorrelationId(new shared.UUID().setString(id));
  return request.setProposedMessagesList([message]).setIsFinal(isFinal);
};

const optionsOf = (streamId: string): streams.BatchAppendReq.Options =>
  new streams.BatchAppendReq.Options().setStreamIdentifier(identifierOf(streamId));

/** The first answer to what is sent on a stream of its own. */
const answerTo = (...requests: streams.BatchAppendReq[]): Promise<streams.BatchAppendResp> =>
  new Promise((resolve, reject) => {
    const call = raw.batchAppend();
    call.on('error', reject).on('data', (response: streams.BatchAppendResp) => {
      resolve(response);
      call.end();
    });
    for (const request of requests) call.write(request);
  });

describe('BatchAppend', () => {
  it('says error{code 6, "WrongExpectedVersion", details Any(…)} and whose it is', async () => {
    await client().appendToStream('s', counted(1));
    const id = v4();
    const wrong = batchOf(id).setOptions(optionsOf('s').setStreamPosition('7'));
    const answer = await answerTo(wrong);
    expect(answer.getError()?.toObject()).toMatchObject({
      ...{ code: 6, message: 'WrongExpectedVersion' },
    });
    const details = answer.getError()?.getDetails();
    const { WrongExpectedVersion: Versions } = shared;
    const type = 'event_store.client.WrongExpectedVersion';
    expect(details?.getTypeName()).toBe(type);
    const versions = details?.unpack((bytes) => Versions.deserializeBinary(bytes), type);
    expect(versions?.getCurrentStreamRevision()).toBe('0');
    expect(versions?.getExpectedStreamPosition()).toBe('7');
    expect(uuidOf(answer.getCorrelationId())).toBe(id);
    const identifier = answer.getStreamIdentifier()?.getStreamName_asU8() ?? [];
    expect(Buffer.from(identifier).toString()).toBe('s');
    expect(answer.getStreamPosition()).toBe('7');
  });

  it('takes one append in several messages, all of it or nothing', async () => {
    const id = v4();
    const first = batchOf(id, false).setOptions(optionsOf('s').setNoStream(empty()));
    const answer = await answerTo(first, batchOf(id, false), batchOf(id));
    expect(answer.getSuccess()?.getCurrentRevision()).toBe('2');
    expect(numbersOf(await all(client().readStream('s')))).toEqual([1, 1, 1]);
  });

  it('reads ids as two halves as well', async () => {
    const halves = new shared.UUID.Structured();
    halves.setMostSignificantBits('81985529216486895').setLeastSignificantBits('-2');
    const request = batchOf(v4()).setOptions(optionsOf('s').setAny(empty()));
    request.getProposedMessagesList()[0]?.setId(new shared.UUID().setStructured(halves));
    await answerTo(request);
    const [read] = await all(client().readStream('s'));
    expect(read?.event?.id).toBe('01234567-89ab-cdef-ffff-fffffffffffe');
  });
});

const append = (options: streams.AppendReq.Options): Promise<streams.AppendResp> =>
  new Promise((resolve, reject) => {
    const call = raw.append((error, answer) => (error ? reject(error) : resolve(answer)));
    call.write(new streams.AppendReq().setOptions(options));
    const message = new streams.AppendReq.ProposedMessage();
    message.setId(new shared.UUID().setString(v4()));
    message.getMetadataMap().set('type', 'Counted');
    call.write(new streams.AppendReq().setProposedMessage(message));
    call.end();
  });

describe('Append', () => {
  const options = () =>
    new streams.AppendReq.Options().setStreamIdentifier(identifierOf('s')).setRevision('7');

  it('says AppendResp.wrong_expected_version with the *_2060 fields also set', async () => {
    await client().appendToStream('s', counted(1));
    const wrong = (await append(options())).getWrongExpectedVersion();
    expect(wrong?.toObject()).toMatchObject({
      ...{ currentRevision: '0', currentRevision2060: 0 },
      ...{ expectedRevision: '7', expectedRevision2060: 7 },
    });
  });

  it('says so of a missing stream too', async () => {
    const wrong = (await append(options())).getWrongExpectedVersion();
    expect([wrong?.hasCurrentNoStream(), wrong?.hasNoStream2060()]).toEqual([true, true]);
  });
});

describe('Delete and Tombstone', () => {
  const options = () =>
    new streams.DeleteReq.Options().setStreamIdentifier(identifierOf('s')).setRevision('7');
  const deleted = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      raw.delete(new streams.DeleteReq().setOptions(options()), (error, answer) =>
        error ? reject(error) : resolve(answer),
      );
    });
  const trailersOf = async () => {
    const { code, metadata } = (await failureOf(deleted())) as ServiceError;
    const { exception, ...others } = metadata.getMap();
    delete others['content-type'];
    delete others['date'];
    return { code, exception, ...others };
  };

  it('use code 9 with trailers', async () => {
    await client().appendToStream('s', counted(1));
    expect(await trailersOf()).toEqual({
      ...{ code: 9, exception: 'wrong-expected-version', 'stream-name': 's' },
      ...{ 'expected-version': '7', 'actual-version': '0' },
    });
    await client().tombstoneStream('s');
    expect(await trailersOf()).toEqual({
      ...{ code: 9, exception: 'stream-deleted', 'stream-name': 's' },
    });
  });
});

describe('a read', () => {
  it('gives ids as two halves to whoever does not ask for text', async () => {
    const id = v4();
    await client().appendToStream('s', counted(1, undefined, id));
    const from = new streams.ReadReq.Options.StreamOptions().setStart(empty());
    const options = new streams.ReadReq.Options().setCount('1').setNoFilter(empty());
    options.setStream(from.setStreamIdentifier(identifierOf('s')));
    const call = raw.read(new streams.ReadReq().setOptions(options));
    const [answer] = (await call.toArray()) as streams.ReadResp[];
    const read = answer?.getEvent()?.getEvent()?.getId();
    expect(read?.hasStructured()).toBe(true);
    expect(uuidOf(read)).toBe(id);
  });
});

describe('what is not there', () => {
  it('is UNIMPLEMENTED', async () => {
    const others = new persistentRpc.PersistentSubscriptionsClient(address(), insecure);
    const answer = new Promise((resolve, reject) => {
      others.list(new persistent.ListReq(), (error, list) =>
        error ? reject(error) : resolve(list),
      );
    });
    expect(await failureOf(answer)).toMatchObject({ code: status.UNIMPLEMENTED });
    others.close();
  });
});

describe('Gossip/Read', () => {
  it('shows one living leader', async () => {
    const gossip = new gossipRpc.GossipClient(address(), insecure);
    const members = await new Promise((resolve, reject) => {
      gossip.read(new shared.Empty(), (error, info) =>
        error ? reject(error) : resolve(info.toObject().membersList),
      );
    });
    const httpEndPoint = { address: '127.0.0.1', port: double().port };
    expect(members).toMatchObject([{ state: 8, isAlive: true, httpEndPoint }]);
    gossip.close();
  });

  it.each(['discover', 'several hosts'])('comes first with %s', async (how) => {
    const discover = `esdb+discover://${address()}?tls=false`;
    const several = `esdb://${address()},${address()}?tls=false`;
    const found = clientOf(how === 'discover' ? discover : several);
    await found.appendToStream('s', counted(1));
    expect([...double().calls.keys()][0]).toBe('Gossip/Read');
    expect(numbersOf(await all(found.readStream('s')))).toEqual([1]);
    await found.dispose();
  });
});
