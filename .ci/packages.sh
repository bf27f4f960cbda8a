# SPDX-License-Identifier: MIT
# Debian packages by purpose, and how the scripts install those that are missing. Sourced, never run.
# shellcheck shell=bash disable=SC2034

# To build everything, and to run pipelines on files, cameras and network streams.
build_packages=(
  g++ meson ninja-build pkgconf
  libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev
  gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad
  gstreamer1.0-libav gstreamer1.0-x
  libtorch-dev
  libopenblas0-pthread # without it LibTorch multiplies matrices by the slow reference BLAS
  libopencv-dev
  nlohmann-json3-dev libminizip-dev libcli11-dev libfmt-dev
  libsoup-3.0-dev # the HTTP server of examples/dashboard
  libfontconfig-dev libfreetype-dev libcairo2-dev
  libsqlite3-dev libmosquitto-dev librdkafka-dev # readings that wait on disk, to MQTT and to Kafka
  libgirepository1.0-dev gobject-introspection
  python3-gi gir1.2-gstreamer-1.0 gir1.2-gst-plugins-base-1.0
  libgstrtspserver-1.0-dev # for the example that simulates cameras
)

# To run pipelines and publish, without building: what the image of examples/deployment/Containerfile has.
runtime_packages=(
  gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad
  gstreamer1.0-libav
  libtorch1.13
  libopenblas0-pthread # see above
  libopencv-core406 libopencv-imgproc406 libminizip1 libcairo2
  fonts-dejavu-core # plateoverlay writes with it
  libsqlite3-0 libmosquitto1 librdkafka1
  ca-certificates # of brokers and cameras with TLS
)

# To test and lint, on top of those above.
test_packages=(
  libgtest-dev libgmock-dev libbenchmark-dev ccache clang-format clang-tidy shellcheck
  python3-gst-1.0 # readings are read in Python with GStreamer's overrides and without
  chromium # looks at the page of examples/dashboard
  nginx-light # runs the proxy of docs/dashboard.md
  python3-jsonschema # what is published, against docs/schema
  mosquitto-clients # a subscriber for the tests
  mosquitto openssl # a broker that the tests start, kill and give certificates to
  gi-docgen # the API reference, whose warnings are errors
  systemd # checks the unit of examples/deployment; nothing is started
)

# The families of training/synth/typefaces.cpp, in its order where one package has one family.
typeface_packages=(
  fonts-allerta fonts-b612 fonts-bebas-neue fonts-cabin fonts-cantarell
  fonts-crosextra-carlito # Carlito
  fonts-clear-sans
  fonts-dejavu-core fonts-dejavu-extra # DejaVu Sans; its condensed width is in -extra
  fonts-dosis
  fonts-freefont-ttf # FreeSans, FreeMono
  fonts-adf-gillius
  fonts-inter fonts-jura fonts-karla fonts-lato fonts-league-spartan
  fonts-liberation # Liberation Sans, Liberation Sans Narrow
  fonts-manrope fonts-national-park
  fonts-urw-base35 # Nimbus Sans, Nimbus Sans Narrow, Nimbus Mono PS, URW Gothic
  fonts-open-sans
  fonts-opendin # OSP-DIN
  fonts-oxygen
  fonts-paratype # PT Sans, PT Sans Narrow
  fonts-play
  fonts-roadgeek # Roadgeek 2014 Series B to F
  fonts-roboto-unhinted
  fonts-routed-gothic fonts-sora fonts-adf-switzera
  fonts-texgyre # TeX Gyre Cursor, Heros Cn, Adventor
  fonts-tiresias # Tiresias Infofont, Signfont, LPfont
  fonts-tuffy
  fonts-adf-universalis
  fonts-wqy-zenhei fonts-yanone-kaffeesatz fonts-osifont fonts-ipaexfont-gothic
  fonts-mplus # M PLUS 1
  fonts-quicksand fonts-comfortaa fonts-nanum fonts-lohit-deva
  fonts-arkpandora # Veranda
  fonts-uralic # Sans Condensed Uralic
)

# Photographs that training renders plates for the locator before (training/synth/backgrounds.cpp).
# Only training wants them; tests and builds do without. Install them with
# apt-get install --no-install-recommends; with others installed, the same seed gives other pictures.
background_packages=(
  plasma-workspace-wallpapers # landscapes, and abstract pictures
  mate-backgrounds
  lomiri-wallpapers-16.04 lomiri-wallpapers-20.04
)

# Prints those of the packages given that are not installed, one a line.
missing_packages() {
  local package status
  for package in "$@"; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    [[ $status == installed ]] || printf '%s\n' "$package"
  done
}

# Runs apt-get as root, asking for no answers; sudo may ask for a password where somebody can type.
apt_get() {
  local -a as_root=()
  if ((EUID != 0)); then
    as_root=(sudo)
    [[ -t 0 ]] || as_root=(sudo --non-interactive)
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes \
    --option Acquire::Retries=3 --option DPkg::Lock::Timeout=300 "$@"
}

# Reads apt's output and shows how many packages are unpacked and set up.
show_apt_progress() {
  awk -v terminal="$([[ -t 1 ]] && echo 1 || echo 0)" '
    /newly installed/ { total = 2 * $3; printf "    %d packages with what they need\n", $3 }
    /^(Unpacking|Setting up) / {
      percent = total ? int(100 * ++n / total) : 0
      if (terminal && percent != shown) printf "\r    %3d %%", percent
      else if (percent >= shown + 20) printf "    %d %%\n", percent
      else next
      shown = percent; fflush()
    }
    END { if (terminal && n) print "" }'
}

# install_packages LOG PACKAGE…: installs those that are missing, and calls apt for nothing else.
install_packages() {
  local log=$1 missing
  shift
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "    No apt here; going on as if the packages were installed (.ci/packages.sh)"
    return
  fi
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then
    echo "    All $# packages are installed"
    return
  fi
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    fail "${#missing[@]} packages are missing; run as root: apt-get install ${missing[*]}"
  fi
  echo "    Missing: ${missing[*]}"
  # Out-of-date lists may still do; if they do not, the installation says so.
  apt_get update </dev/null >"$log" 2>&1 || echo "    Package lists could not be updated"
  apt_get install --no-install-recommends "${missing[@]}" </dev/null 2>&1 |
    tee --append "$log" | show_apt_progress
}
