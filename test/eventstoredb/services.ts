import gossipRpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import featuresRpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streamsRpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { type handleUnaryCall, Server } from '@grpc/grpc-js';
import { v4 } from 'uuid';
import { append } from './append.js';
import { batchAppend } from './batch-append.js';
import type { Core } from './core.js';
import { softDelete, tombstone } from './deleting.js';
import { read } from './reading.js';

/** What the server says it can do; `nothing`: it has not even learnt to say. */
export type Lists = 'batch-append' | 'append-only' | 'nothing';

const STREAMS = 'event_store.client.streams.Streams';
const GOSSIP = 'event_store.client.gossip.Gossip';

const supported = (lists: Lists): features.SupportedMethods => {
  const all = ['read', 'append', 'delete', 'tombstone', 'batchappend'];
  const listed = all.filter((name) => lists === 'batch-append' || name !== 'batchappend');
  const answer = new features.SupportedMethods().setEventStoreServerVersion('23.10.6.0');
  const add = (service: string, name: string): void => {
    const method = new features.SupportedMethod().setServiceName(service);
    answer.addMethods(method.setMethodName(name));
  };
  for (const name of listed) add(STREAMS, name);
  add(GOSSIP, 'read');
  return answer;
};

type Listing = handleUnaryCall<shared.Empty, features.SupportedMethods>;
type Gossiping = handleUnaryCall<shared.Empty, gossip.ClusterInfo>;

const listMethods =
  (core: Core, lists: Lists): Listing =>
  (call, callback) => {
    core.opened(call);
    callback(null, supported(lists));
  };

/** A cluster of one, which leads. */
const gossiping = (core: Core): Gossiping => {
  const instanceId = v4();
  return (call, callback) => {
    core.opened(call);
    const endPoint = new gossip.EndPoint().setAddress('127.0.0.1').setPort(core.front.port);
    const member = new gossip.MemberInfo().setInstanceId(new shared.UUID().setString(instanceId));
    member.setTimeStamp(String(Math.floor(core.options.now() * 10_000)));
    member.setState(gossip.MemberInfo.VNodeState.LEADER).setIsAlive(true);
    callback(null, new gossip.ClusterInfo().setMembersList([member.setHttpEndPoint(endPoint)]));
  };
};

/** All that is not here is answered as unimplemented by the server itself. */
export const addServices = (server: Server, core: Core, lists: Lists): void => {
  server.addService(streamsRpc.StreamsService, {
    ...{ read: read(core), append: append(core) },
    ...{ delete: softDelete(core), tombstone: tombstone(core) },
    ...(lists === 'batch-append' ? { batchAppend: batchAppend(core) } : {}),
  });
  server.addService(gossipRpc.GossipService, { read: gossiping(core) });
  if (lists !== 'nothing')
    server.addService(featuresRpc.ServerFeaturesService, {
      getSupportedMethods: listMethods(core, lists),
    });
};
