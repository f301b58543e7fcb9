import { beforeEach, expect } from '@jest/globals';
import { Inject } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Context, Field, Info, Mutation, ObjectType, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  FingerprintGuard,
  FingerprintService,
  type NativeRequest,
  RequireFingerprint,
  SkipFingerprint,
} from '../src/index.js';
import { deniedFields, graphqlApp, onEachServer, sender } from './graphql-shop.js';

/** The mutations that ran, in order. */
const ran: string[] = [];
beforeEach(() => void ran.splice(0));

@ObjectType()
class Account {
  @Field(() => String, { nullable: true }) rename?: string;
  @Field(() => String, { nullable: true }) name?: string;
}

const mayFail = { nullable: true };

@Resolver(() => Account)
class Accounts {
  constructor(@Inject(FingerprintService) private readonly fingerprint: FingerprintService) {}

  @Query(() => String, mayFail) @RequireFingerprint() balance() {
    return 'told';
  }
  @Mutation(() => String, mayFail)
  @RequireFingerprint('bots')
  login(@Info() { path }: { path: { key: string } }) {
    ran.push(path.key);
    return 'in';
  }
  @Mutation(() => String, mayFail) @RequireFingerprint('private') pay() {
    ran.push('pay');
    return 'paid';
  }
  @Mutation(() => String, mayFail) note() {
    ran.push('note');
    return 'noted';
  }
  @Mutation(() => String, mayFail)
  async byHand(@Context() { req }: { req: NativeRequest }, @Info() { path }: { path: object }) {
    const { blocked } = await this.fingerprint.check(req, undefined, { claimant: path });
    return blocked ? 'stopped' : 'passed';
  }
  @Mutation(() => Account) account() {
    return {};
  }
  @ResolveField(() => String) @RequireFingerprint() rename() {
    ran.push('rename');
    return 'renamed';
  }
  @ResolveField(() => String) @SkipFingerprint() name() {
    return 'named';
  }
}

const fieldGuards = { fieldResolverEnhancers: ['guards' as const] };
const app = (...[shop, server]: Parameters<Parameters<typeof onEachServer>[1]>) =>
  shop.listen(server.platform, graphqlApp(shop, server, { providers: [Accounts] }, fieldGuards));

onEachServer('one event serves one mutation, whatever aliases name it', async (shop, server) => {
  const url = await app(shop, server);
  const guesses = Array.from({ length: 50 }, (_, i) => `a${i}: login`).join(' ');
  const [answer] = await sender(url, await shop.visit())(`mutation { ${guesses} note pay }`);
  expect(ran).toEqual(['a0', 'note']);
  expect(answer?.data).toMatchObject({ a0: 'in', a1: null, a49: null, note: 'noted', pay: null });
  expect(answer && deniedFields(answer)).toHaveLength(50);
  expect(shop.emulator.requests()).toHaveLength(1);
  expect(shop.decisions.slice(1).every(({ reasons }) => reasons[0]?.rule === 'reused-event')).toBe(true);
  expect((await sender(url, await shop.visit())('mutation { login }'))[0]).toEqual({ data: { login: 'in' } });
});

onEachServer('operations of a batch do not share an event either', async (shop, server) => {
  const url = await app(shop, server);
  const batch = Array.from({ length: 20 }, () => 'mutation { login }');
  const answers = await sender(url, await shop.visit())(...batch);
  expect(answers).toHaveLength(20);
  expect(answers.filter((answer) => deniedFields(answer).length === 0)).toHaveLength(1);
  expect(ran).toHaveLength(1);
});

onEachServer('a query beside a mutation shares its event', async (shop, server) => {
  const url = await app(shop, server);
  const batch = ['{ balance }', 'mutation { login }', '{ again: balance }', 'mutation { pay }'];
  const answers = await sender(url, await shop.visit())(...batch);
  expect(answers.flatMap(deniedFields)).toHaveLength(1);
  expect(answers[0]).toEqual({ data: { balance: 'told' } });
  expect(answers[2]).toEqual({ data: { again: 'told' } });
});

onEachServer('while the API fails open, aliases get no second attempt', async (shop, server) => {
  const url = await app(shop, server);
  shop.emulator.setFault({ kind: 'status', status: 503 });
  await sender(url, await shop.visit())('mutation { a: login b: login }');
  expect(shop.decisions[0]?.failedOpen).toBe(true);
  expect(ran).toHaveLength(1);
});

onEachServer('fields below a mutation need an event each, if guards run on them', async (shop, server) => {
  const url = await app(shop, server);
  const [answer] = await sender(url, await shop.visit())('mutation { account { a: rename b: rename name } }');
  expect(ran).toEqual(['rename']);
  expect(answer?.data).toMatchObject({ account: { name: 'named' } });
  expect(answer && deniedFields(answer)).toHaveLength(1);
});

onEachServer('a check by hand names the field that it is for', async (shop, server) => {
  const url = await app(shop, server);
  const [answer] = await sender(url, await shop.visit())('mutation { a: byHand b: byHand }');
  expect(answer).toEqual({ data: { a: 'passed', b: 'stopped' } });
});

class Sharing extends FingerprintGuard {
  protected override getClaimant() {
    return undefined;
  }
}

onEachServer('a custom guard can let the mutations of a request share an event', async (shop, server) => {
  const providers = [Accounts, { provide: APP_GUARD, useClass: Sharing }];
  const url = await shop.listen(server.platform, graphqlApp(shop, server, { providers }, fieldGuards));
  await sender(url, await shop.visit())('mutation { a: login b: login }');
  expect(ran).toEqual(['a', 'b']);
});
