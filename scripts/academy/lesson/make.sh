#!/bin/sh
# Makes the packaged video lesson media/academy/phishing-mail/ out of slides.html and narration.txt.
# It is run by an author, never by Stoa, and its result is committed.
#
#   apt-get install ffmpeg espeak-ng     then     sh scripts/academy/lesson/make.sh
#
# Result: HLS, version 7, with fMP4 (CMAF) segments of 6 s: two pictures (H.264 Baseline, 720p and 360p), one sound
# (AAC-LC, mono), English captions;
# and manifest.json: every file's name, type, size and SHA-256, which is the list of what the media route may serve.
set -eu
cd "$(dirname "$0")/../../.."
lesson=scripts/academy/lesson
package=media/academy/phishing-mail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npx tsx "$lesson/draw.ts" "$work"

slide=0
: > "$work/pictures.txt"
: > "$work/sounds.txt"
while IFS= read -r spoken; do
  slide=$((slide + 1))
  printf '%s\n' "$spoken" > "$work/spoken.txt"
  espeak-ng -v en-gb -s 165 -p 42 -g 2 -f "$work/spoken.txt" -w "$work/raw.wav"
  # A breath before and after, and a whole number of frames, so that picture and sound stay together.
  length=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$work/raw.wav")
  whole=$(awk -v l="$length" 'BEGIN { n = (l + 1.0) * 10; i = int(n); if (n > i) i++; printf "%.1f", i / 10 }')
  ffmpeg -nostdin -v error -y -i "$work/raw.wav" -af "adelay=400:all=1,apad" -t "$whole" -ar 44100 -ac 1 "$work/sound-$slide.wav"
  printf "file '%s'\nduration %s\n" "$work/slide-$slide.png" "$whole" >> "$work/pictures.txt"
  printf "file '%s'\n" "$work/sound-$slide.wav" >> "$work/sounds.txt"
  printf '%s\t%s\n' "$whole" "$spoken" >> "$work/captions.tsv"
done < "$lesson/narration.txt"
printf "file '%s'\n" "$work/slide-$slide.png" >> "$work/pictures.txt"

ffmpeg -nostdin -v error -y -f concat -safe 0 -i "$work/sounds.txt" -c copy "$work/sound.wav"
total=$(awk -F '\t' '{ s += $1 } END { printf "%.1f", s }' "$work/captions.tsv")

rm -rf "$package"
mkdir -p "$package"
# Bit-exact flags and no metadata: the same input gives the same bytes.
ffmpeg -nostdin -v error -y -f concat -safe 0 -i "$work/pictures.txt" -i "$work/sound.wav" -t "$total" \
  -filter_complex "[0:v]fps=10,format=yuv420p,split[big][small];[small]scale=640:360:flags=lanczos[low]" \
  -map "[big]" -map "[low]" -map 1:a \
  -c:v libx264 -profile:v baseline -preset veryslow -tune stillimage -refs 3 -level 3.1 -crf 26 -g 60 -keyint_min 60 -sc_threshold 0 \
  -maxrate:v:0 900k -bufsize:v:0 1800k -maxrate:v:1 350k -bufsize:v:1 700k \
  -c:a aac -b:a 40k -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -map_metadata -1 \
  -f hls -hls_time 6 -hls_playlist_type vod -hls_segment_type fmp4 -hls_flags independent_segments \
  -hls_fmp4_init_filename "init.mp4" -hls_segment_filename "$package/%v-%03d.m4s" \
  -var_stream_map "v:0,agroup:sound,name:720p v:1,agroup:sound,name:360p a:0,agroup:sound,name:sound,default:yes,language:en" \
  -master_pl_name master.m3u8 "$package/%v.m3u8"

npx tsx "$lesson/package.ts" "$package" "$work/captions.tsv" "$total"
ls -l "$package"
