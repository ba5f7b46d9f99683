CREATE EXTENSION IF NOT EXISTS "unaccent" SCHEMA "extensions";

CREATE TABLE "resume" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "visibility" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "section_order" TEXT[],
    "hidden_sections" TEXT[],
    "photo_file_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3),
    "search_text" TEXT NOT NULL,
    "skill_names" TEXT[],
    "country_code" TEXT,
    "words" tsvector,

    CONSTRAINT "resume_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "resume_visibility_check" CHECK ("visibility" IN ('PRIVATE', 'LINK', 'PUBLIC')),
    CONSTRAINT "resume_published_check" CHECK (("visibility" = 'PUBLIC') = ("published_at" IS NOT NULL))
);
CREATE INDEX "resume_owner_id_updated_at_id_idx" ON "resume"("owner_id", "updated_at", "id");
CREATE INDEX "resume_photo_file_id_idx" ON "resume"("photo_file_id");

CREATE TABLE "resume_version" (
    "resume_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "section_order" TEXT[],
    "hidden_sections" TEXT[],
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "resume_version_pkey" PRIMARY KEY ("resume_id", "version")
);
ALTER TABLE "resume_version" ADD CONSTRAINT "resume_version_resume_id_fkey" FOREIGN KEY ("resume_id") REFERENCES "resume"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "resume_link" (
    "id" TEXT NOT NULL,
    "resume_id" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "resume_link_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "resume_link_token_hash_key" ON "resume_link"("token_hash");
CREATE INDEX "resume_link_resume_id_idx" ON "resume_link"("resume_id");
ALTER TABLE "resume_link" ADD CONSTRAINT "resume_link_resume_id_fkey" FOREIGN KEY ("resume_id") REFERENCES "resume"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The words of a resume follow its text. What folds them is a function of the runtime.
CREATE FUNCTION "keep_resume_words"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    NEW.words := search_vector(NEW.search_text);
    RETURN NEW;
END
$$;

CREATE TRIGGER "keep_resume_words" BEFORE INSERT OR UPDATE OF "search_text" ON "resume"
FOR EACH ROW EXECUTE FUNCTION "keep_resume_words"();

-- Only public resumes are found.
CREATE INDEX "resume_words_idx" ON "resume" USING GIN ("words") WHERE "published_at" IS NOT NULL;
CREATE INDEX "resume_published_at_id_idx" ON "resume"("published_at", "id") WHERE "published_at" IS NOT NULL;
