ALTER TABLE "profile" ADD COLUMN "avatar_media_file_id" TEXT;

CREATE TABLE "profile_photo" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "media_file_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "profile_photo_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "profile_photo_position_check" CHECK ("position" BETWEEN 0 AND 11),
    CONSTRAINT "profile_photo_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "profile"("user_id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "profile_photo_user_id_media_file_id_key" ON "profile_photo"("user_id", "media_file_id");
CREATE INDEX "profile_photo_user_id_position_idx" ON "profile_photo"("user_id", "position");
