/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.account.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What happens in Redis, one step each. The only clock is that of the server. Permits are the members of sorted sets by the time at
 * which their leases end, one set for each account and one for all; replicas that wait are fields of a hash, with the time since when
 * they wait and the time until which that counts.
 */
enum PermitScript {

    /**
     * Keys: permits of the account, of all; who waits for the account, for any; the last fence. Arguments: lease, limit, bound of all
     * (0 for none), member, replica, for how long a wait counts, channel, account, whether an answer is urgent.
     *
     * <p>Returns 1, member and fence; or 0 for a full account, or -1 for a full cluster, the member, milliseconds until the first lease
     * ends, and who has permits.
     */
    ACQUIRE("""
            local lease, limit, max, member, me = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], ARGV[5]
            purge(KEYS[1])
            purge(KEYS[2])
            local since, ahead = line(KEYS[3], me)
            local sinceAll, aheadAll = line(KEYS[4], me)
            local full = limit - redis.call('ZCARD', KEYS[1]) <= ahead
            if not full and (max == 0 or max - redis.call('ZCARD', KEYS[2]) > aheadAll) then
              local fence = t[1] * 1000000 + t[2]
              local last = tonumber(redis.call('GET', KEYS[5]) or '0')
              if fence <= last then
                fence = last + 1
              end
              local text = string.format('%.0f', fence)
              redis.call('SET', KEYS[5], text, 'PX', 24 * lease)
              add(KEYS[1], lease, member)
              add(KEYS[2], lease, member)
              redis.call('HDEL', KEYS[3], me)
              redis.call('HDEL', KEYS[4], me)
              return {1, member, text}
            end
            local set, queue, from = KEYS[1], KEYS[3], since
            if not full then
              set, queue, from = KEYS[2], KEYS[4], sinceAll
            end
            redis.call('HSET', queue, me, string.format('%.0f:%.0f', from, now + ARGV[6]))
            keep(queue, tonumber(ARGV[6]))
            local first = redis.call('ZRANGE', set, 0, 0, 'WITHSCORES')
            local left = first[2] and (first[2] - now) or lease
            if full then
              redis.call('PUBLISH', ARGV[7], 'want|' .. ARGV[9] .. '|' .. me .. '|' .. ARGV[8])
              return {0, member, left, unpack(redis.call('ZRANGE', set, 0, 7))}
            end
            local at = t[2] % math.max(1, redis.call('ZCARD', set))
            local chosen = redis.call('ZRANGE', set, at, at)
            if chosen[1] then
              redis.call('PUBLISH', ARGV[7], 'room|0|' .. me .. '|' .. chosen[1])
            end
            return {-1, member, left, unpack(redis.call('ZRANGE', set, 0, 7))}
            """),

    /** Keys as those of {@link #ACQUIRE}, without the fence. Arguments: member, replica, channel, account. Returns what was removed. */
    RELEASE("""
            local removed = redis.call('ZREM', KEYS[1], ARGV[1])
            redis.call('ZREM', KEYS[2], ARGV[1])
            tell(KEYS[3], ARGV[3], ARGV[2], ARGV[4])
            tell(KEYS[4], ARGV[3], ARGV[2], '')
            return {removed}
            """),

    /** Keys: who waits for the account, for any, or for the account twice. Arguments: replica, channel, account. */
    WITHDRAW("""
            if redis.call('HDEL', KEYS[1], ARGV[1]) == 1 then
              tell(KEYS[1], ARGV[2], ARGV[1], ARGV[3])
            end
            if redis.call('HDEL', KEYS[2], ARGV[1]) == 1 then
              tell(KEYS[2], ARGV[2], ARGV[1], '')
            end
            return {0}
            """),

    /**
     * Keys: permits of all, replicas; then for each permit those of its account and who waits for that. Arguments: lease, replica,
     * bound of all, how many permits the replica has, for how long that counts, a number to know the answer by; then for each permit its
     * member, the limit of its account, and whether it is put there in any case. A permit that is not there any more, which an empty
     * Redis has forgotten, is put there again if there is room.
     *
     * <p>Returns the number; the permits of all; for each permit one digit, of 1 if it is there and 2 if others wait; then replicas, each
     * with how many permits it has.
     */
    RENEW("""
            local lease, me, max = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
            purge(KEYS[1])
            local digits = {}
            for i = 1, (#KEYS - 2) / 2 do
              local set, queue, member = KEYS[2 * i + 1], KEYS[2 * i + 2], ARGV[3 * i + 4]
              purge(set)
              local there = redis.call('ZSCORE', set, member) or ARGV[3 * i + 6] == '1'
                or (redis.call('ZCARD', set) < tonumber(ARGV[3 * i + 5])
                  and (max == 0 or redis.call('ZCARD', KEYS[1]) < max))
              local digit = 0
              if there then
                add(set, lease, member)
                add(KEYS[1], lease, member)
                digit = 1
              end
              local _, _, others = line(queue, me)
              if others > 0 then
                digit = digit + 2
              end
              digits[i] = digit
            end
            redis.call('HSET', KEYS[2], me, string.format('%s:%.0f', ARGV[4], now + ARGV[5]))
            keep(KEYS[2], tonumber(ARGV[5]))
            local answer = {ARGV[6], redis.call('ZCARD', KEYS[1]), table.concat(digits)}
            local all = redis.call('HGETALL', KEYS[2])
            for i = 1, #all, 2 do
              local held, til = string.match(all[i + 1], '(%d+):(%d+)')
              if tonumber(til) <= now then
                redis.call('HDEL', KEYS[2], all[i])
              else
                answer[#answer + 1] = all[i]
                answer[#answer + 1] = held
              end
            end
            return answer
            """),

    /** Keys: replicas. Arguments: replica. */
    LEAVE("""
            return {redis.call('HDEL', KEYS[1], ARGV[1])}
            """);

    private final String text;
    private final String digest;

    PermitScript(String body) {
        this.text = Prelude.TEXT + body;
        this.digest = sha1(text());
    }

    byte[] text() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The name by which Redis knows it once it was sent. */
    String digest() {
        return digest;
    }

    private static String sha1(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("every JDK has SHA-1", ex);
        }
    }

    /** What all begin with; a constant of the enum itself would not be there yet when its values are made. */
    private static final class Prelude {

        private static final String TEXT = """
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local function keep(key, ms)
              if redis.call('PTTL', key) < ms then
                redis.call('PEXPIRE', key, ms)
              end
            end
            local function purge(set)
              redis.call('ZREMRANGEBYSCORE', set, '-inf', now)
            end
            local function add(set, lease, member)
              redis.call('ZADD', set, now + lease, member)
              keep(set, lease)
            end
            local function line(queue, me)
              local since, others, all = now, {}, redis.call('HGETALL', queue)
              for i = 1, #all, 2 do
                local from, til = string.match(all[i + 1], '(%d+):(%d+)')
                if tonumber(til) <= now then
                  redis.call('HDEL', queue, all[i])
                elseif all[i] == me then
                  since = tonumber(from)
                else
                  others[#others + 1] = tonumber(from)
                end
              end
              local ahead = 0
              for i = 1, #others do
                if others[i] < since then
                  ahead = ahead + 1
                end
              end
              return since, ahead, #others
            end
            local function tell(queue, channel, me, account)
              if redis.call('HLEN', queue) > 0 then
                redis.call('PUBLISH', channel, 'free|0|' .. me .. '|' .. account)
              end
            end
            """;
    }
}
