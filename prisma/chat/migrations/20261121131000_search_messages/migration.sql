CREATE EXTENSION IF NOT EXISTS "unaccent" SCHEMA "extensions";

-- Two readings of a word: as it is, and its stem; English for Latin letters, Russian for others. No stop words: what
-- was said can be found.
CREATE TEXT SEARCH DICTIONARY "english_stem_of_any" (TEMPLATE = pg_catalog.snowball, Language = english);
CREATE TEXT SEARCH DICTIONARY "russian_stem_of_any" (TEMPLATE = pg_catalog.snowball, Language = russian);
CREATE TEXT SEARCH CONFIGURATION "message_words" (COPY = pg_catalog.simple);
CREATE TEXT SEARCH CONFIGURATION "message_stems" (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION "message_stems" ALTER MAPPING FOR asciiword WITH "english_stem_of_any";
ALTER TEXT SEARCH CONFIGURATION "message_stems" ALTER MAPPING FOR word WITH "russian_stem_of_any";

-- What a text holds, with places: its words, then their stems, without accents (ё is е) and without regard to case. The
-- collation makes letters those of Unicode, whatever the database was made with; names are qualified, since indexes are
-- kept with an empty search path.
CREATE FUNCTION "message_lexemes"("text" TEXT) RETURNS TSVECTOR
LANGUAGE sql IMMUTABLE STRICT PARALLEL UNSAFE COST 10000 AS $$
    SELECT to_tsvector('chat.message_words', plain) || to_tsvector('chat.message_stems', plain)
    FROM (SELECT regexp_replace(lower(extensions.unaccent('extensions.unaccent', "text") COLLATE "pg_c_utf8"), '[^[:alnum:]]+', ' ', 'g') AS plain) AS one
$$;

-- What a person asks for, as websearch_to_tsquery reads it, the last word as the beginning of one unless it is excluded.
-- Marks other than quotes and a leading minus part words, as they do in messages.
CREATE FUNCTION "message_query"("query" TEXT) RETURNS TSQUERY
LANGUAGE sql IMMUTABLE STRICT PARALLEL UNSAFE AS $$
    SELECT CASE WHEN plain ~ '[[:alnum:]]$'
        THEN regexp_replace(websearch_to_tsquery('chat.message_stems', plain)::text, '(^|[^!])(''[^'']+'')$', '\1\2:*')::tsquery
        ELSE websearch_to_tsquery('chat.message_stems', plain) END
    FROM (SELECT regexp_replace(
        lower(extensions.unaccent('extensions.unaccent', "query") COLLATE "pg_c_utf8"), '[^[:alnum:]"-]+|(?<=[[:alnum:]"-])-', ' ', 'g') AS plain) AS one
$$;

-- A stretch of 4096 messages of a conversation, as the index names it; the end of the id tells nearly all apart.
CREATE FUNCTION "message_stretch"("conversation_id" TEXT, "sequence" BIGINT) RETURNS TEXT
LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT right("conversation_id", 12) || '/' || to_hex("sequence" >> 12) || '/' $$;

-- What the index holds of a message: each of its words and stems below its stretch. So a search reads of one
-- conversation alone, its newest messages first, and stops when it has enough; a beginning of a word does not meet the
-- words of everybody else. Words longer than 200 bytes are left out: an entry of an index has its limit.
CREATE FUNCTION "message_keys"("conversation_id" TEXT, "sequence" BIGINT, "text" TEXT) RETURNS TSVECTOR
LANGUAGE sql IMMUTABLE STRICT PARALLEL UNSAFE COST 100000 AS $$
    SELECT array_to_tsvector(array(
        SELECT chat.message_stretch("conversation_id", "sequence") || lexeme
        FROM unnest(tsvector_to_array(chat.message_lexemes("text"))) AS lexeme WHERE octet_length(lexeme) <= 200))
$$;

-- Follows each message by itself, also when its text changes. Without the list of pending entries, which each of many
-- small searches would have to read through.
CREATE INDEX "message_keys_idx" ON "message"
USING GIN ("message_keys"("conversation_id", "sequence", "text")) WITH (fastupdate = off);

-- Where a message that was found stands; later ones are greater.
CREATE TYPE "message_place" AS ("sent_at" TIMESTAMPTZ, "conversation_id" TEXT, "sequence" BIGINT);

-- The newest messages that answer a query in these conversations, of which the most lately active come first: those before
-- a place, if it is given, and at most `wanted`. It goes back through a conversation stretch by stretch, and no further than
-- `stretches` (64 when messages themselves have to be read: for a phrase, or what is excluded), and through the
-- conversations until none is left whose newest message could be newer than what is found. One plan for all of its many
-- small reads: making one for each took ten times as long as reading.
CREATE FUNCTION "search_messages"(
    "query" TSQUERY, "ids" TEXT[], "newest" BIGINT[], "active_at" TIMESTAMPTZ[], "stretches" INTEGER, "before" "message_place", "wanted" INTEGER
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
            -- The conversation is compared as an expression: its own index would be read from end to end each time.
            more := array(
                SELECT ROW(m.sent_at, m.conversation_id, m.sequence)::chat.message_place FROM chat.message AS m
                WHERE chat.message_keys(m.conversation_id, m.sequence, m.text)
                    @@ replace(keys, chr(1), chat.message_stretch(ids[nth], stretch << 12))::tsquery
                    AND m.conversation_id || '' = ids[nth] AND m.sent_at >= oldest_sent
                    AND (before IS NULL OR ROW(m.sent_at, m.conversation_id, m.sequence)::chat.message_place < before)
                    AND (NOT is_exact OR chat.message_lexemes(m.text) @@ query)
                ORDER BY m.sequence DESC LIMIT wanted);
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
