import { expect } from '@jest/globals';
import {
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  HttpException,
  UseFilters,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import {
  Field,
  Mutation,
  ObjectType,
  Query,
  ResolveField,
  ResolveReference,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import { FingerprintDeniedException, FingerprintGuard, RequireFingerprint } from '../src/index.js';
import { graphqlApp, onEachServer, sender, subscribe } from './graphql-shop.js';
import { create } from './platforms.js';

@Catch(FingerprintDeniedException)
class OwnForm implements ExceptionFilter<FingerprintDeniedException> {
  catch({ decision, extensions }: FingerprintDeniedException) {
    const rules = decision.reasons.map(({ rule }) => rule);
    return new GraphQLError('not you', { extensions: { ...extensions, rules } });
  }
}

@Resolver()
class Session {
  @Query(() => String) alive() {
    return 'alive';
  }
  @Mutation(() => String) @RequireFingerprint() login() {
    return 'in';
  }
  @Mutation(() => String) @UseFilters(OwnForm) @RequireFingerprint() shaped() {
    return 'in';
  }
  @Mutation(() => String)
  @RequireFingerprint(undefined, { onBlocked: () => new HttpException('own', 418) })
  answered() {
    return 'in';
  }
  @Subscription(() => String, { resolve: (value: unknown) => value })
  @RequireFingerprint()
  async *ticks() {
    yield 'tick';
  }
}

onEachServer('its extensions contain code and decisionId, but no reason', async (shop, server) => {
  const url = await shop.listen(server.platform, graphqlApp(shop, server, { providers: [Session] }));
  const headers = await shop.visit('bad-bot');
  const [answer] = await sender(url, headers)('mutation { login }');
  const { code, decisionId, retry } = answer?.errors?.[0]?.extensions ?? {};
  expect({ code, decisionId, retry }).toEqual({
    code: 'fingerprint_denied',
    decisionId: shop.decisions[0]?.id,
    retry: undefined,
  });
  expect(answer?.errors).toMatchObject([{ message: 'Forbidden', path: ['login'] }]);
  const told = JSON.stringify(answer);
  for (const secret of ['bad-bot', '127.0.0.1', 'visitorId', headers['x-fingerprint-event-id']])
    expect(told).not.toContain(secret);
  const [missing] = await sender(url, {})('mutation { login }');
  expect(missing?.errors).toMatchObject([{ extensions: { code: 'fingerprint_denied', retry: 'new-event' } }]);
});

onEachServer('a filter gives it another form: of a field, or of the application', async (shop, server) => {
  const ownForm = [
    { message: 'not you', extensions: { code: 'fingerprint_denied', rules: ['missing-event'] } },
  ];
  const byField = await shop.listen(server.platform, graphqlApp(shop, server, { providers: [Session] }));
  expect((await sender(byField, {})('mutation { shaped }'))[0]?.errors).toMatchObject(ownForm);
  const global = { provide: APP_FILTER, useClass: OwnForm };
  const byApplication = graphqlApp(shop, server, { providers: [Session, global] });
  const url = await shop.listen(server.platform, byApplication);
  expect((await sender(url, {})('mutation { login }'))[0]?.errors).toMatchObject(ownForm);
});

onEachServer('onBlocked gives it another form', async (shop, server) => {
  const url = await shop.listen(server.platform, graphqlApp(shop, server, { providers: [Session] }));
  expect((await sender(url, {})('mutation { answered }'))[0]?.errors).toMatchObject([{ message: 'own' }]);
});

onEachServer('a GraphQL context without the request is a clear error', async (shop, server) => {
  const seen: unknown[] = [];
  @Catch()
  class Watch implements ExceptionFilter {
    catch(exception: unknown) {
      seen.push(exception);
      throw exception;
    }
  }
  const providers = [Session, { provide: APP_FILTER, useClass: Watch }];
  const app = graphqlApp(shop, server, { providers }, { context: () => ({ req: {} }) });
  const url = await shop.listen(server.platform, app);
  expect(await sender(url, await shop.visit())('mutation { login }')).toMatchObject([{ data: null }]);
  expect(seen).toMatchObject([
    { code: 'ERR_FP_CONTEXT', message: expect.stringMatching(/^Session\.login .*'mutation'.*getRequest/) },
  ]);
  expect(shop.decisions).toEqual([]);
});

onEachServer('a subscription is a clear error, unless a guard knows its request', async (shop, server) => {
  const url = await shop.listen(server.platform, graphqlApp(shop, server, { providers: [Session] }));
  expect(await subscribe(url, 'subscription { ticks }')).toMatchObject({
    errors: [{ message: expect.stringMatching(/^Session\.ticks .*'subscription'.*getRequest/) }],
  });
  expect(shop.decisions).toEqual([]);

  class Sockets extends FingerprintGuard {
    protected override getRequest(context: ExecutionContext) {
      return context.getArgByIndex(2).req;
    }
  }
  const judging = { provide: APP_GUARD, useClass: Sockets };
  const app = graphqlApp(shop, server, { providers: [Session, judging] });
  const socket = await shop.listen(server.platform, app);
  expect(await subscribe(socket, 'subscription { ticks }')).toMatchObject({
    errors: [{ extensions: { code: 'fingerprint_denied' } }],
  });
  const { 'x-fingerprint-event-id': eventId } = await shop.visit();
  expect(await subscribe(`${socket}/graphql?eventId=${eventId}`, 'subscription { ticks }')).toEqual({
    data: { ticks: 'tick' },
  });
});

@ObjectType()
class Account {
  @Field(() => String) secret?: string;
}

@Resolver(() => Account)
class Accounts {
  @Query(() => Account) account() {
    return {};
  }
  @ResolveField(() => String) @RequireFingerprint() secret() {
    return 'told';
  }
}

onEachServer('a field whose guard would not run makes the start fail', async (shop, server) => {
  const start = (options: Parameters<typeof graphqlApp>[3]) =>
    create(graphqlApp(shop, server, { providers: [Accounts] }, options), server.platform.adapter());
  const silent = await start({});
  await expect(silent.init()).rejects.toMatchObject({
    code: 'ERR_FP_CONTEXT',
    message: expect.stringMatching(/^Accounts\.secret .*fieldResolverEnhancers/),
  });
  const asked = await start({ fieldResolverEnhancers: ['guards'] });
  await asked.init();
  await asked.close();
});

@Resolver(() => Account)
class References {
  @Query(() => Account) account() {
    return {};
  }
  @ResolveReference() @RequireFingerprint() find() {
    return { secret: 'told' };
  }
}

onEachServer('so does a reference of a federated graph', async (shop, server) => {
  const app = await create(graphqlApp(shop, server, { providers: [References] }), server.platform.adapter());
  await expect(app.init()).rejects.toMatchObject({
    code: 'ERR_FP_CONTEXT',
    message: expect.stringMatching(/^References\.find .*fieldResolverEnhancers/),
  });
});
