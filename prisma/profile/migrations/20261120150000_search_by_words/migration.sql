-- The distinct words of a person's names, in lower case. Costly on purpose, so that the planner reads the index instead of
-- computing words row by row; not parallel, since workers take longer to start than a search takes. The collation makes
-- letters those of Unicode, whatever the database was made with.
CREATE FUNCTION "name_words"("nickname_folded" TEXT, "display_name" TEXT) RETURNS TEXT[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL UNSAFE COST 100000 AS $$
    SELECT coalesce(array_agg(DISTINCT word), '{}')
    FROM regexp_split_to_table(lower((nickname_folded || ' ' || display_name) COLLATE "pg_c_utf8"), '[^[:alnum:]]+|(?<=[[:alpha:]])(?=[[:digit:]])') AS word
    WHERE word <> '' AND word ~ '[[:alpha:]]'
$$;

-- Search by words: their beginnings, or several at once. The repository's query names this very expression.
DROP INDEX "profile_names_idx";
CREATE INDEX "profile_words_idx" ON "profile" USING GIN (array_to_tsvector("name_words"("nickname_folded", "display_name")));

-- Every word that a name holds, once: what a misspelt word resembles is looked for here, among few and short rows.
CREATE TABLE "name_word" (
    "word" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "name_word_pkey" PRIMARY KEY ("word")
);
CREATE INDEX "name_word_word_idx" ON "name_word" USING GIN ("word" extensions.gin_trgm_ops);

INSERT INTO "name_word" ("word")
SELECT DISTINCT unnest("name_words"("nickname_folded", "display_name")) COLLATE "C" FROM "profile";

-- Words come and go with the names that hold them. Whoever takes a word away locks it first and looks second, and whoever
-- uses one holds it until the commit: otherwise a word that came into use meanwhile would be lost.
CREATE FUNCTION "keep_name_words"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    old_words TEXT[] := '{}';
    new_words TEXT[] := '{}';
    gone TEXT[];
    held INTEGER;
BEGIN
    IF TG_OP <> 'INSERT' THEN old_words := name_words(OLD.nickname_folded, OLD.display_name); END IF;
    IF TG_OP <> 'DELETE' THEN new_words := name_words(NEW.nickname_folded, NEW.display_name); END IF;

    gone := ARRAY(SELECT unnest(old_words) EXCEPT SELECT unnest(new_words));

    LOOP
        INSERT INTO name_word (word) SELECT w FROM unnest(new_words) AS w ORDER BY w COLLATE "C" ON CONFLICT DO NOTHING;
        IF cardinality(gone) = 0 THEN
            SELECT count(*) INTO held FROM (
                SELECT FROM name_word WHERE word = ANY(new_words) ORDER BY word FOR KEY SHARE) AS locked;
        ELSE
            -- All in one order and one strength: two people who swap names would wait for each other without end.
            SELECT count(*) FILTER (WHERE word = ANY(new_words)) INTO held FROM (
                SELECT word FROM name_word WHERE word = ANY(new_words || gone) ORDER BY word FOR UPDATE) AS locked;
        END IF;
        EXIT WHEN held = cardinality(new_words);
    END LOOP;

    DELETE FROM name_word n WHERE n.word = ANY(gone) AND NOT EXISTS (
        SELECT FROM profile p
        WHERE array_to_tsvector(name_words(p.nickname_folded, p.display_name)) @@ quote_literal(n.word)::tsquery);
    RETURN NULL;
END
$$;
CREATE TRIGGER "keep_name_words" AFTER INSERT OR DELETE OR UPDATE OF "nickname_folded", "display_name" ON "profile"
FOR EACH ROW EXECUTE FUNCTION "keep_name_words"();
