CREATE TABLE "media_file" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "byte_size" INTEGER NOT NULL,
    "quota_bytes" INTEGER NOT NULL,
    "checksum" TEXT,
    "bucket" TEXT NOT NULL,
    "tags" TEXT[],
    "category_id" TEXT,
    "width" INTEGER,
    "height" INTEGER,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "failure_reason" TEXT,
    "purpose" TEXT NOT NULL,
    "visibility" TEXT NOT NULL,
    "alt_text" TEXT,
    "focal_x" DOUBLE PRECISION,
    "focal_y" DOUBLE PRECISION,
    "placeholder" TEXT,
    "dominant_color" TEXT,
    "duration_seconds" DOUBLE PRECISION,
    "has_audio" BOOLEAN,
    "peaks" DOUBLE PRECISION[],
    "perceptual_hash" TEXT,
    "decision" TEXT NOT NULL DEFAULT 'PENDING',
    "decided_at" TIMESTAMPTZ(3),
    "labels" JSONB NOT NULL DEFAULT '[]',
    "revision" INTEGER NOT NULL DEFAULT 0,
    "storage_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "media_file_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "media_file_size_check" CHECK ("byte_size" > 0 AND "quota_bytes" >= 0),
    CONSTRAINT "media_file_state_check" CHECK ("state" IN ('UPLOADING', 'PROCESSING', 'READY', 'QUARANTINED', 'REJECTED', 'FAILED')),
    CONSTRAINT "media_file_visibility_check" CHECK ("visibility" IN ('PRIVATE', 'PUBLIC')),
    CONSTRAINT "media_file_decision_check" CHECK ("decision" IN ('PENDING', 'APPROVED', 'HIDDEN', 'REMOVED')),
    CONSTRAINT "media_file_bytes_check" CHECK ("state" NOT IN ('READY', 'QUARANTINED') OR "storage_key" IS NOT NULL),
    CONSTRAINT "media_file_focal_check" CHECK (("focal_x" IS NULL) = ("focal_y" IS NULL) AND "focal_x" BETWEEN 0 AND 1 AND "focal_y" BETWEEN 0 AND 1)
);

CREATE TABLE "media_variant" (
    "file_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "width" INTEGER,
    "height" INTEGER,
    "byte_size" INTEGER NOT NULL,
    "storage_key" TEXT NOT NULL,

    CONSTRAINT "media_variant_pkey" PRIMARY KEY ("file_id","name","format")
);

CREATE TABLE "media_usage" (
    "file_id" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "grant_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "media_usage_pkey" PRIMARY KEY ("file_id","domain","subject_id")
);

CREATE TABLE "media_upload" (
    "id" TEXT NOT NULL,
    "file_id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "byte_size" INTEGER NOT NULL,
    "checksum" TEXT,
    "received_bytes" INTEGER NOT NULL DEFAULT 0,
    "part_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "media_upload_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "media_upload_state_check" CHECK ("state" IN ('OPEN', 'COMPLETED', 'ABORTED', 'EXPIRED')),
    CONSTRAINT "media_upload_received_check" CHECK ("received_bytes" BETWEEN 0 AND "byte_size")
);

CREATE TABLE "upload_part" (
    "upload_id" TEXT NOT NULL,
    "start_offset" INTEGER NOT NULL,
    "byte_size" INTEGER NOT NULL,
    "storage_key" TEXT NOT NULL,

    CONSTRAINT "upload_part_pkey" PRIMARY KEY ("upload_id","start_offset"),
    CONSTRAINT "upload_part_size_check" CHECK ("byte_size" > 0)
);

CREATE TABLE "access_end" (
    "grant_id" TEXT NOT NULL,
    "viewer_id" TEXT NOT NULL,
    "file_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "access_end_pkey" PRIMARY KEY ("grant_id","viewer_id","file_id")
);

CREATE TABLE "removed_content" (
    "checksum" TEXT NOT NULL,
    "perceptual_hash" TEXT,
    "removed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "removed_content_pkey" PRIMARY KEY ("checksum")
);

CREATE TABLE "category" (
    "id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "parent_id" TEXT,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "category_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "category_level_check" CHECK ("level" BETWEEN 1 AND 8),
    CONSTRAINT "category_scope_check" CHECK ("scope" IN ('MEDIA', 'PRODUCT', 'STREAM', 'PROJECT'))
);

CREATE UNIQUE INDEX "media_file_storage_key_key" ON "media_file"("storage_key");

CREATE INDEX "media_file_owner_id_id_idx" ON "media_file"("owner_id", "id");

CREATE INDEX "media_file_owner_id_checksum_idx" ON "media_file"("owner_id", "checksum");

CREATE INDEX "media_file_category_id_idx" ON "media_file"("category_id");

CREATE UNIQUE INDEX "media_variant_storage_key_key" ON "media_variant"("storage_key");

CREATE INDEX "media_usage_domain_subject_id_idx" ON "media_usage"("domain", "subject_id");

CREATE UNIQUE INDEX "media_upload_file_id_key" ON "media_upload"("file_id");

CREATE INDEX "media_upload_owner_id_idx" ON "media_upload"("owner_id");

CREATE INDEX "media_upload_expires_at_idx" ON "media_upload"("expires_at");

CREATE UNIQUE INDEX "upload_part_storage_key_key" ON "upload_part"("storage_key");

CREATE INDEX "access_end_expires_at_idx" ON "access_end"("expires_at");

CREATE INDEX "category_parent_id_idx" ON "category"("parent_id");

CREATE UNIQUE INDEX "category_scope_path_key" ON "category"("scope", "path");

ALTER TABLE "media_variant" ADD CONSTRAINT "media_variant_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "media_file"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "media_usage" ADD CONSTRAINT "media_usage_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "media_file"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "upload_part" ADD CONSTRAINT "upload_part_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "media_upload"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "category" ADD CONSTRAINT "category_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "category"("id") ON DELETE SET NULL ON UPDATE CASCADE;
