#!/bin/sh
# SPDX-License-Identifier: MIT
# Says after `meson install` what GStreamer needs to find the plugin: after-install.sh PLUGIN_FOLDER
set -eu
case $1 in
  /usr/lib/*) # where GStreamer looks by itself
    echo "Try: gst-inspect-1.0 deepocr" ;;
  *)
    echo "GStreamer does not look in this prefix by itself. Tell it where the plugin is:"
    echo "  export GST_PLUGIN_PATH=$1" ;;
esac
