CREATE EXTENSION IF NOT EXISTS "unaccent" SCHEMA "extensions";

ALTER TABLE "post" ADD COLUMN "words" TSVECTOR;

-- The words of a post follow its text. What folds them is a function of the runtime.
CREATE FUNCTION "keep_post_words"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    NEW.words := search_vector(concat_ws(' ', NEW.text, NEW.content_warning));
    RETURN NEW;
END
$$;
CREATE TRIGGER "keep_post_words" BEFORE INSERT OR UPDATE OF "text", "content_warning" ON "post"
FOR EACH ROW EXECUTE FUNCTION "keep_post_words"();

-- @locks no version before has posts
CREATE INDEX "post_words_idx" ON "post" USING GIN ("words") WHERE "number" IS NOT NULL;

