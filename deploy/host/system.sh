# shellcheck shell=bash
# The host itself: firewall, timers, and the account that may deploy.

LIBRARY=/usr/local/lib/souk

# A table of our own: Kubernetes keeps its rules in others, which stay as they are.
firewall() {
  cat <<NFT
#!/usr/sbin/nft -f
table inet souk_host
delete table inet souk_host
table inet souk_host {
  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
    ct state invalid drop
    iifname { "lo", "cni0", "flannel.1" } accept
    meta l4proto { icmp, ipv6-icmp } accept
    ip6 saddr fe80::/10 udp dport 546 accept
    tcp dport { $SSH_PORTS, 80, 443 } accept
  }
}
NFT
}

# unit DESCRIPTION TYPE-AND-COMMAND…: a service that runs once.
unit() {
  printf '[Unit]\nDescription=%s\n%s\n[Service]\nType=oneshot\n%s' "$1" "$2" "$3"
}

timer() {
  printf '[Unit]\nDescription=%s\n[Timer]\nOnCalendar=%s\nRandomizedDelaySec=10m\nPersistent=true\n[Install]\nWantedBy=timers.target' "$1" "$2"
}

install_firewall() {
  local changed=
  put /etc/souk/firewall.nft 0644 "$(firewall)" && changed=1
  put /etc/systemd/system/souk-firewall.service 0644 "$(
    unit 'Souk: what may reach this host' 'Before=k3s.service' \
      $'RemainAfterExit=yes\nExecStart=/usr/sbin/nft -f /etc/souk/firewall.nft\nExecStop=/usr/sbin/nft delete table inet souk_host\n[Install]\nWantedBy=multi-user.target'
  )" && changed=1
  if [ -n "$changed" ]; then
    change 'check the firewall' nft --check --file "$SOUK_ROOT/etc/souk/firewall.nft"
    change 'start the firewall' start_anew souk-firewall.service
  fi
}

start_anew() { systemctl daemon-reload && systemctl enable "$1" && systemctl restart "$1"; }

install_scripts() {
  local file
  for file in lib.sh stores.sh smoke.sh backup.sh restore.sh restore-drill.sh drill.yaml deploy.sh rotate.sh why.sh pod/redis.sh pod/mongodb.sh; do
    put "$LIBRARY/$file" 0755 "$(cat "$HERE/$file")" || true
  done
}

install_timers() {
  local name calendar changed=
  put /etc/souk/backup.env 0600 "$(cat "$SOUK_ROOT/etc/souk/backup.env" 2>/dev/null || echo '# AFTER_BACKUP=/root/copy-away')" || true
  for name in backup restore-drill; do
    calendar='*-*-* 03:00:00'
    [ "$name" = backup ] || calendar='Sun *-*-* 04:00:00'
    put "/etc/systemd/system/souk-$name.service" 0644 "$(
      unit "Souk: $name" 'After=k3s.service' \
        $'Environment=KUBECONFIG=/etc/rancher/k3s/k3s.yaml\nEnvironmentFile=/etc/souk/backup.env\n'"ExecStart=$LIBRARY/$name.sh"
    )" && changed=1
    put "/etc/systemd/system/souk-$name.timer" 0644 "$(timer "Souk: $name" "$calendar")" && changed=1
  done
  if [ -n "$changed" ]; then
    change 'start the timers' start_timers
  fi
}

start_timers() { systemctl daemon-reload && systemctl enable --now souk-backup.timer souk-restore-drill.timer; }

# The key may do one thing: hand over a released chart.
install_deployer() {
  local home=/home/souk-deploy options
  id souk-deploy >/dev/null 2>&1 || change 'add the account souk-deploy' \
    useradd --create-home --home-dir "$home" --shell /bin/sh souk-deploy
  options="restrict,command=\"sudo -n $LIBRARY/deploy.sh --chart - -- \\\"\$SSH_ORIGINAL_COMMAND\\\"\""
  put "$home/.ssh/authorized_keys" 0644 "$options $(cat "$DEPLOY_KEY")" || true
  put /etc/sudoers.d/souk-deploy 0440 "souk-deploy ALL=(root) NOPASSWD: $LIBRARY/deploy.sh --chart - -- *" || true
}
