-- @only search

-- What is searched for is folded in one way in every domain: Unicode NFKC, without accents (ё is е) and without regard to case.
-- The collation makes letters those of Unicode, whatever the database was made with.
CREATE OR REPLACE FUNCTION "search_plain"("text" TEXT) RETURNS TEXT
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(extensions.unaccent('extensions.unaccent', normalize("text", NFKC)) COLLATE "pg_c_utf8")
$$;

-- The words of a text, each once: runs of letters and digits, at most 100 characters of each. Of scripts that are written
-- without blanks between words (Thai, Lao, Tibetan, Burmese, Khmer, Chinese, Japanese, Korean) each letter and each pair of
-- neighbours.
CREATE OR REPLACE FUNCTION "search_words"("text" TEXT) RETURNS TEXT[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT left(part, 100)), '{}')
    FROM regexp_split_to_table(search_plain("text"), '[^[:alnum:]_]+' COLLATE "pg_c_utf8") AS run
    CROSS JOIN LATERAL (
        SELECT run AS part WHERE run !~ '[\u0e01-\u0e4e\u0e80-\u0ece\u0f40-\u0fbc\u1000-\u109f\u1100-\u11ff\u1780-\u17dd\u3005-\u3007\u3041-\u30ff\u3105-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff\U00020000-\U0003ffff]'
        UNION ALL
        SELECT substr(run, nth, size) FROM generate_series(1, length(run)) AS nth CROSS JOIN (VALUES (1), (2)) AS s (size)
        WHERE nth + size <= length(run) + 1
            AND run ~ '[\u0e01-\u0e4e\u0e80-\u0ece\u0f40-\u0fbc\u1000-\u109f\u1100-\u11ff\u1780-\u17dd\u3005-\u3007\u3041-\u30ff\u3105-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff\U00020000-\U0003ffff]'
    ) AS parts
    WHERE part <> ''
$$;

-- What a text holds, for an index.
CREATE OR REPLACE FUNCTION "search_vector"("text" TEXT) RETURNS TSVECTOR
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_to_tsvector(search_words("text"))
$$;

-- Texts that hold all words of a query. NULL for a query without words. Words have letters, digits and underscores only: quotes
-- are enough.
CREATE OR REPLACE FUNCTION "search_query"("query" TEXT) RETURNS TSQUERY
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_agg('''' || word || '''', ' & ')::tsquery FROM unnest(search_words("query")) AS word
$$;

-- The same, with the last word as the beginning of one. NULL where the last word has fewer than three letters and where no
-- word follows the others.
CREATE OR REPLACE FUNCTION "search_beginnings"("query" TEXT) RETURNS TSQUERY
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN length(last_word) >= 3 THEN
        (quote_literal(left(last_word, 100)) || ':*')::tsquery && coalesce(search_query(left(plain, length(plain) - length(last_word))), ''::tsquery)
    END
    FROM (SELECT plain, coalesce(substring(plain FROM '[[:alnum:]_]+$' COLLATE "pg_c_utf8"), '') AS last_word
        FROM (SELECT search_plain("query") AS plain) AS folded) AS cut
$$;
