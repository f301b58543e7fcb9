import type { Decision } from '@fingerprint-guard/core';
import { expect, test } from '@jest/globals';
import { Inject, type MiddlewareConsumer, Module } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { Context, Field, Mutation, ObjectType, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  FingerprintDecision,
  FingerprintGuard,
  FingerprintMiddleware,
  FingerprintService,
  type NativeRequest,
  RequireFingerprint,
  SkipFingerprint,
} from '../src/index.js';
import { graphqlApp, onEachServer, sender } from './graphql-shop.js';
import { openShop } from './shop.js';

const policyOf = (decision?: Decision) => decision?.policy ?? 'none';

type GraphqlContext = { req: NativeRequest & { fingerprint?: Decision } };

@ObjectType()
class Cart {
  @Field(() => String) policy?: string;
  @Field(() => [Cart]) parts?: Cart[];
}

@Resolver(() => Cart)
class Carts {
  @Query(() => Cart) open() {
    return { parts: [] };
  }
  @Query(() => Cart) @RequireFingerprint('private') mine() {
    return { parts: [{}, {}] };
  }
  @Query(() => Cart) @RequireFingerprint('bots') shared() {
    return { parts: [{}] };
  }
  @ResolveField(() => String) policy(@FingerprintDecision() decision?: Decision) {
    return policyOf(decision);
  }
}

@Resolver()
@RequireFingerprint('bots')
class Session {
  constructor(@Inject(FingerprintService) private readonly fingerprint: FingerprintService) {}

  @Mutation(() => String) login(@FingerprintDecision() decision?: Decision) {
    return policyOf(decision);
  }
  @Mutation(() => String) @RequireFingerprint('private') pay(@FingerprintDecision() decision?: Decision) {
    return policyOf(decision);
  }
  @Query(() => String) @SkipFingerprint() prices(@FingerprintDecision() decision?: Decision) {
    return policyOf(decision);
  }
  @Mutation(() => Boolean) async same(
    @FingerprintDecision() decision: Decision,
    @Context() { req }: GraphqlContext,
  ) {
    const again = await this.fingerprint.check(req, 'private');
    return req.fingerprint === decision && again.signals.reused === false;
  }
}

@Resolver()
@SkipFingerprint()
class Open {
  @Query(() => String) news(@FingerprintDecision() decision?: Decision) {
    return policyOf(decision);
  }
  @Query(() => String) @RequireFingerprint() undone(@FingerprintDecision() decision?: Decision) {
    return policyOf(decision);
  }
}

const resolvers = [Carts, Session, Open];

for (const [name, guards] of Object.entries({
  alone: [],
  'with APP_GUARD': [{ provide: APP_GUARD, useClass: FingerprintGuard }],
})) {
  onEachServer(`decorators ${name}: a field over its class over the module`, async (shop, server) => {
    const url = await shop.listen(
      server.platform,
      graphqlApp(shop, server, { providers: [...resolvers, ...guards] }),
    );
    const ask = async (operation: string) => (await sender(url, await shop.visit())(operation))[0];
    expect(await ask('mutation { login }')).toEqual({ data: { login: 'bots' } });
    expect(await ask('mutation { pay }')).toEqual({ data: { pay: 'private' } });
    expect(await ask('{ undone }')).toEqual({ data: { undone: 'default' } });
    expect(shop.decisions).toHaveLength(3);
    expect(shop.emulator.requests()).toHaveLength(3);
    expect(await ask('{ prices news }')).toEqual({ data: { prices: 'none', news: 'none' } });
    expect(shop.decisions).toHaveLength(3);
    expect(shop.emulator.requests()).toHaveLength(3);
  });
}

onEachServer('request, service and guard share event, lookup and claim', async (shop, server) => {
  const url = await shop.listen(server.platform, graphqlApp(shop, server, { providers: resolvers }));
  expect(await sender(url, await shop.visit())('mutation { same }')).toEqual([{ data: { same: true } }]);
  expect(shop.emulator.requests()).toHaveLength(1);
});

onEachServer('fields of a query share an event, and each has its own decision', async (shop, server) => {
  const url = await shop.listen(server.platform, graphqlApp(shop, server, { providers: resolvers }));
  const fields = 'policy parts { policy }';
  const query = `{ mine { ${fields} } again: shared { ${fields} } shared { ${fields} } }`;
  const [mine, shared] = [{ policy: 'private' }, { policy: 'bots' }];
  expect(await sender(url, await shop.visit())(query)).toEqual([
    {
      data: {
        mine: { ...mine, parts: [mine, mine] },
        again: { ...shared, parts: [shared] },
        shared: { ...shared, parts: [shared] },
      },
    },
  ]);
  expect(shop.emulator.requests()).toHaveLength(1);
});

onEachServer('an event is used up by the query that it was sent with', async (shop, server) => {
  const url = await shop.listen(server.platform, graphqlApp(shop, server, { providers: resolvers }));
  const send = sender(url, await shop.visit());
  expect(await send('{ shared { policy } }')).toEqual([{ data: { shared: { policy: 'bots' } } }]);
  expect(await send('{ shared { policy } }')).toMatchObject([{ data: null }]);
});

onEachServer('middleware attaches for fields that require nothing', async (shop, server) => {
  const App = graphqlApp(shop, server, { providers: resolvers });
  @Module({ imports: [App] })
  class Attaching {
    configure(consumer: MiddlewareConsumer) {
      consumer.apply(FingerprintMiddleware).forRoutes('graphql');
    }
  }
  const send = sender(await shop.listen(server.platform, Attaching), await shop.visit());
  expect(await send('{ open { policy } }')).toEqual([{ data: { open: { policy: 'default' } } }]);
  expect(await send('mutation { login }')).toEqual([{ data: { login: 'bots' } }]);
  expect(shop.emulator.requests()).toHaveLength(1);
});

test('a reference resolver of a federated graph, which is given no arguments of a field, is judged', async () => {
  const shop = await openShop();
  const guard = new FingerprintGuard(shop.guard(), new Reflector());
  const req = { method: 'POST', url: '/graphql', headers: await shop.visit(), socket: {} };
  const info = { operation: { operation: 'query' }, path: { key: '_entities' } };
  const context = new ExecutionContextHost([{}, { req }, info], Carts, Carts.prototype.mine);
  context.setType('graphql');
  expect(await guard.canActivate(context)).toBe(true);
  expect(shop.decisions).toMatchObject([{ policy: 'private', action: 'allow' }]);
  await shop.close();
});
