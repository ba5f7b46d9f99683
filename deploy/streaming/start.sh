#!/bin/sh
# Fills in the template with the environment, and becomes nginx.
set -eu
export RTMP_PORT="${RTMP_PORT:-1935}" HTTP_PORT="${HTTP_PORT:-8085}" DATA_DIR="${DATA_DIR:-/data}"
: "${HOOKS_URL:?}" "${HOOK_TOKEN:?}" "${PLAYBACK_SECRET:?}"
mkdir -p "$DATA_DIR/hls/live" "$DATA_DIR/hls/recorded" "$DATA_DIR/recordings" "$DATA_DIR/temp"
umask 077
# shellcheck disable=SC2016 # Names of variables, for envsubst.
envsubst '${RTMP_PORT} ${HTTP_PORT} ${HOOKS_URL} ${HOOK_TOKEN} ${PLAYBACK_SECRET} ${DATA_DIR}' \
  < "$(dirname "$0")/nginx.conf.template" > "$DATA_DIR/nginx.conf"
exec nginx -c "$DATA_DIR/nginx.conf" -p "$DATA_DIR" -g 'daemon off;'
