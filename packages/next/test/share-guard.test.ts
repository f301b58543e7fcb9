import { expect, test } from '@jest/globals';
import { eachTest } from '../../../test/support/shop.js';
import { shareGuard } from '../src/index.js';

const shop = eachTest();

test('modules that are loaded several times share one guard, made with the first request', () => {
  let made = 0;
  const load = () =>
    shareGuard(() => {
      made++;
      return shop.guard();
    }, 'loaded twice');
  const [first, second] = [load(), load()];
  expect(made).toBe(0);
  expect(second()).toBe(first());
  expect(load()()).toBe(first());
  expect(made).toBe(1);
});

test('guards of other names are others', () => {
  const shop1 = shareGuard(() => shop.guard(), 'shop');
  const admin = shareGuard(() => shop.guard(), 'admin');
  expect(admin()).not.toBe(shop1());
});

test('one that could not be made is made with the next request', () => {
  let fails = true;
  const guard = shareGuard(() => {
    if (fails) throw new Error('no key yet');
    return shop.guard();
  }, 'fails once');
  expect(guard).toThrow('no key yet');
  fails = false;
  expect(guard()).toBe(guard());
});

test('a guard in place of the function that makes it is an error', () => {
  expect(() => shareGuard(shop.guard() as never)).toThrow(expect.objectContaining({ code: 'ERR_FP_OPTION' }));
});
