-- Messages are found by any part of a text in a script without blanks between words, by emoji, and by each beginning of a
-- word, however long. The index is made anew with what its functions give now.
DROP INDEX "message_keys_idx";

-- Ranges of a regular expression: scripts that are written without blanks between words (Thai, Lao, Tibetan, Burmese,
-- Khmer, Chinese, Japanese), and Korean, whose words carry their particles.
CREATE FUNCTION "message_unspaced"() RETURNS TEXT
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT '\u0e01-\u0e4e\u0e80-\u0ece\u0f40-\u0fbc\u1000-\u109f\u1100-\u11ff\u1780-\u17dd\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c'
        '\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff'
        '\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff\uff66-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003ffff'
$$;

-- The same of emoji, and of signs like them.
CREATE FUNCTION "message_signs"() RETURNS TEXT
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT '\u203c\u2049\u20e3\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff'
$$;

-- A text without accents (ё is е), without regard to case and to how emoji are drawn. The collation makes letters those
-- of Unicode, whatever the database was made with; names are qualified, since indexes are kept with an empty search path.
CREATE FUNCTION "message_plain"("text" TEXT) RETURNS TEXT
LANGUAGE sql IMMUTABLE STRICT PARALLEL UNSAFE AS $$
    SELECT regexp_replace(lower(extensions.unaccent('extensions.unaccent', "text") COLLATE "pg_c_utf8"), '[\ufe0e\ufe0f]', '', 'g')
$$;

-- An emoji as a word: its characters in hexadecimal, each behind a letter that nobody writes. Joiners count for nothing.
CREATE FUNCTION "message_sign_word"("sign" TEXT) RETURNS TEXT
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_agg('ꙮ' || to_hex(ascii(one)), '' ORDER BY nth) FROM string_to_table("sign", NULL) WITH ORDINALITY AS each (one, nth)
    WHERE one <> U&'\200D'
$$;

-- A plain text with blanks between what is looked for alone: each pair of neighbouring letters where words have no blanks
-- between them, and each emoji as a word; of a message also the emoji within an emoji, so that it is found in any skin tone.
-- In what is asked for, the pairs of one run follow one another, as in quotes.
CREATE FUNCTION "message_spread"("plain" TEXT, "is_asked" BOOLEAN) RETURNS TEXT
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL UNSAFE AS $$
#variable_conflict use_variable
DECLARE
    letter CONSTANT TEXT := '[' || chat.message_unspaced() || ']';
    sign CONSTANT TEXT := '[' || chat.message_signs() || ']';
    tone CONSTANT TEXT := '[\U0001f3fb-\U0001f3ff]';
    emoji CONSTANT TEXT := format('[\U0001f1e6-\U0001f1ff]{2}|%s%s?(?:\u200d%s%s?)*(?:[\U000e0020-\U000e007f]+)?', sign, tone, sign, tone);
    spread TEXT[] := '{}';
    is_apart BOOLEAN := true;
    is_quoted BOOLEAN := false;
    piece TEXT[];
    part TEXT;
BEGIN
    IF plain !~ (letter || '|' || sign) THEN RETURN plain; END IF;
    FOR piece IN
        SELECT regexp_matches(plain, format('(%s)|(%s+)|([^%s%s]+)', emoji, letter, chat.message_unspaced(), chat.message_signs()), 'g')
    LOOP
        IF piece[3] IS NOT NULL THEN
            part := piece[3];
            IF length(replace(part, '"', '')) % 2 <> length(part) % 2 THEN is_quoted := NOT is_quoted; END IF;
        ELSIF piece[1] IS NOT NULL THEN
            part := CASE length(piece[1]) WHEN 1 THEN 'ꙮ' || to_hex(ascii(piece[1])) ELSE chat.message_sign_word(piece[1]) END || ' ';
            IF NOT is_asked AND length(piece[1]) > 1 THEN
                part := part || chat.message_sign_word(regexp_replace(piece[1], tone, '', 'g'))
                    || (SELECT string_agg(DISTINCT ' ꙮ' || to_hex(ascii(one)), '') FROM string_to_table(piece[1], NULL) AS one) || ' ';
            END IF;
        ELSIF length(piece[2]) < 3 THEN
            part := piece[2] || ' ';
        ELSE
            SELECT string_agg(pair, ' ' ORDER BY nth) INTO part
            FROM (SELECT nth, one || lead(one) OVER (ORDER BY nth) AS pair FROM string_to_table(piece[2], NULL) WITH ORDINALITY AS each (one, nth)) AS pairs;
            part := CASE WHEN is_asked AND NOT is_quoted THEN '"' || part || '" ' ELSE part || ' ' END;
        END IF;
        spread := spread || CASE WHEN piece[3] IS NULL AND NOT is_apart THEN ' ' || part ELSE part END;
        -- A minus and a quote belong to what follows them.
        is_apart := right(part, 1) ~ '["\s-]';
    END LOOP;
    RETURN array_to_string(spread, '');
END
$$;

-- What a text holds, with places: its words, then their stems; and without places the beginnings of long words, which
-- the former leave out, words that the parser would cut, and single letters of scripts without blanks.
CREATE OR REPLACE FUNCTION "message_lexemes"("text" TEXT) RETURNS TSVECTOR
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL UNSAFE COST 10000 AS $$
DECLARE
    plain CONSTANT TEXT := chat.message_plain("text");
    spread CONSTANT TEXT := regexp_replace(chat.message_spread(plain, false) COLLATE "pg_c_utf8", '[^[:alnum:]]+', ' ', 'g');
    letter CONSTANT TEXT := '[' || chat.message_unspaced() || ']';
    words TEXT[] := string_to_array(spread, ' ');
BEGIN
    IF octet_length(spread) > 200 THEN
        words := array(SELECT CASE WHEN length(word) > 200 THEN left(word, 200) || '…' ELSE word END FROM unnest(words) AS word);
    END IF;
    IF plain ~ letter THEN
        words := words || array(SELECT one FROM string_to_table(plain, NULL) AS one WHERE one ~ letter);
    END IF;
    RETURN to_tsvector('chat.message_words', spread) || to_tsvector('chat.message_stems', spread) || array_to_tsvector(array_remove(words, ''));
END
$$;

-- What a person asks for, as websearch_to_tsquery reads it, the last word in any of its forms or as the beginning of one,
-- unless it is excluded. Marks other than quotes and a leading minus part words, as they do in messages.
CREATE OR REPLACE FUNCTION "message_query"("query" TEXT) RETURNS TSQUERY
LANGUAGE sql IMMUTABLE STRICT PARALLEL UNSAFE AS $$
    SELECT CASE WHEN asked ~ '[[:alnum:]]$'
        THEN regexp_replace(websearch_to_tsquery('chat.message_stems', asked)::text, '(^|[^!])(''[^'']+'')$',
            '\1( \2 | ''' || left(substring(asked FROM '[[:alnum:]]+$'), 200) || ''':* )')::tsquery
        ELSE websearch_to_tsquery('chat.message_stems', asked) END
    FROM (SELECT regexp_replace(chat.message_spread(chat.message_plain("query"), true) COLLATE "pg_c_utf8",
        '[^[:alnum:]"-]+|(?<=[[:alnum:]"-])-', ' ', 'g') AS asked) AS one
$$;

-- Runs of letters that every message which answers a query holds as they stand: looking for them costs far less than
-- reading a message's lexemes. None of a query with alternatives or exclusions.
CREATE FUNCTION "message_runs"("query" TEXT) RETURNS TEXT[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL UNSAFE AS $$
    SELECT CASE WHEN plain ~ '\mor\M|(^|[^[:alnum:]])-' THEN '{}'::text[]
        ELSE array(SELECT DISTINCT found[1] FROM regexp_matches(plain, '[' || chat.message_unspaced() || ']{3,}', 'g') AS found) END
    FROM (SELECT chat.message_plain("query") AS plain) AS one
$$;

-- What the index holds of a message: each of its words and stems below its stretch. So a search reads of one
-- conversation alone, its newest messages first, and stops when it has enough; a beginning of a word does not meet the
-- words of everybody else. Longer entries than an index takes are left out: their beginnings stand among the lexemes.
CREATE OR REPLACE FUNCTION "message_keys"("conversation_id" TEXT, "sequence" BIGINT, "text" TEXT) RETURNS TSVECTOR
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL UNSAFE COST 100000 AS $$
DECLARE
    stretch CONSTANT TEXT := chat.message_stretch("conversation_id", "sequence");
BEGIN
    RETURN array_to_tsvector(array(
        SELECT stretch || lexeme FROM unnest(tsvector_to_array(chat.message_lexemes("text"))) AS lexeme WHERE octet_length(lexeme) <= 1000));
END
$$;

CREATE INDEX "message_keys_idx" ON "message"
USING GIN ("message_keys"("conversation_id", "sequence", "text")) WITH (fastupdate = off);

-- As before, but what has to be read for a phrase is read from the newest message on, and no further than needed.
DROP FUNCTION "search_messages"(TSQUERY, TEXT[], BIGINT[], TIMESTAMPTZ[], INTEGER, "message_place", INTEGER);
CREATE FUNCTION "search_messages"(
    "query" TSQUERY, "runs" TEXT[], "ids" TEXT[], "newest" BIGINT[], "active_at" TIMESTAMPTZ[], "stretches" INTEGER, "before" "message_place", "wanted" INTEGER
) RETURNS "message_place"[] LANGUAGE plpgsql STABLE PARALLEL UNSAFE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_variable
DECLARE
    -- What the index is asked, with chr(1) for the stretch; what is excluded is not asked.
    keys CONSTANT TEXT := regexp_replace(regexp_replace(querytree(query), '''([^'']+)''', '''' || chr(1) || '\1''', 'g'), ' <(-|[0-9]+)> ', ' & ', 'g');
    is_exact CONSTANT BOOLEAN := query::text ~ '<|!';
    furthest CONSTANT INTEGER := CASE WHEN is_exact THEN least(stretches, 64) ELSE stretches END;
    found chat.message_place[] := '{}';
    hits chat.message_place[];
    more chat.message_place[];
    oldest_sent TIMESTAMPTZ := '-infinity';
    latest BIGINT;
BEGIN
    IF keys IN ('', 'T') THEN RETURN found; END IF;
    FOR nth IN 1 .. coalesce(cardinality(ids), 0) LOOP
        EXIT WHEN active_at[nth] < oldest_sent;
        latest := CASE ids[nth] WHEN before.conversation_id THEN least(newest[nth], before.sequence) ELSE newest[nth] END >> 12;
        hits := '{}';
        FOR stretch IN REVERSE latest .. greatest(0, latest - furthest + 1) LOOP
            -- The conversation is compared as an expression: its own index would be read from end to end each time. With an
            -- OFFSET the planner puts the costly comparison behind the order.
            more := array(
                SELECT candidate.place FROM (
                    SELECT ROW(m.sent_at, m.conversation_id, m.sequence)::chat.message_place AS place, m.text FROM chat.message AS m
                    WHERE chat.message_keys(m.conversation_id, m.sequence, m.text)
                        @@ replace(keys, chr(1), chat.message_stretch(ids[nth], stretch << 12))::tsquery
                        AND m.conversation_id || '' = ids[nth] AND m.sent_at >= oldest_sent
                        AND (before IS NULL OR ROW(m.sent_at, m.conversation_id, m.sequence)::chat.message_place < before)
                    ORDER BY m.sequence DESC OFFSET 0) AS candidate
                WHERE NOT is_exact OR (
                    NOT EXISTS (SELECT FROM unnest(runs) AS run WHERE strpos(chat.message_plain(candidate.text), run) = 0)
                    AND chat.message_lexemes(candidate.text) @@ query)
                LIMIT wanted);
            hits := hits || more;
            EXIT WHEN cardinality(hits) >= wanted;
        END LOOP;
        CONTINUE WHEN cardinality(hits) = 0;
        found := array(SELECT hit FROM unnest(found || hits) AS hit ORDER BY hit DESC LIMIT wanted);
        IF cardinality(found) >= wanted THEN oldest_sent := found[wanted].sent_at; END IF;
    END LOOP;
    RETURN found;
END
$$;
