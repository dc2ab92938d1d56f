// The names of programs that lessons on networks, containers and administration use.

import { MAKES_NOTHING } from '../shell/makes-nothing.ts';

/** Besides those that make nothing. */
const OTHERS =
  `ip top tunctl vconfig brctl openvpn wg wg-quick ovs-vsctl ovs-ofctl ovs-appctl ovsdb-client docker docker-compose podman nerdctl ctr crictl
  kubectl kubeadm kubelet helm kind minikube k3s lxc lxd incus virsh vagrant systemctl journalctl service modprobe insmod rmmod depmod
  useradd usermod adduser passwd su doas runuser chroot ldconfig python python2 python3 pip pip3 perl ruby node npm npx go cargo make
  cmake gcc cc git svn rsync scp sftp tar gzip gunzip zip unzip xz bzip2 vi vim nano emacs dnsmasq dhclient dhcpcd udhcpc udhcpd hostapd
  wpa_supplicant iw iwconfig nmcli networkctl netplan ifup ifdown resolvectl systemd-run systemd-nspawn machinectl hostnamectl timedatectl
  nginx apache2 httpd haproxy caddy iperf ab hping3 arptables ebtables ipvsadm keepalived bird birdc vtysh frr gobgp exabgp nft-reload
  firewall-cmd ufw fail2ban-client strace ltrace gdb bpftool bpftrace perf lsblk mkfs dd fdisk losetup cgcreate cgexec cgset capsh setcap
  getcap setpriv newuidmap newgidmap slirp4netns pasta passt rootlesskit runc crun cnitool bats screen tmux script expect yum aptitude
  brew snap opkg emerge locate updatedb whereis printenv logger lscpu lspci lsusb lshw mii-diag ethstatus nload iftop bmon vnstat nethogs
  bwm-ng fping masscan zmap dog drill socat siege vegeta wrk http https xh hey terraform ansible ansible-playbook containerlab mn
  ovs-docker pipework weave calicoctl cilium etcdctl consul radvd rdisc6 ndisc6 zpool zfs parted mkfs.ext4 mausezahn mcjoin smcroute
  igmpproxy pimd for if while until case function { ( [[ (( select ipsec swanctl charon-cmd pki racoonctl setkey easyrsa wireguard-go
  boringtun tinc tincd zerotier-cli tailscale tailscaled headscale n2n netbird nebula openconnect vpnc ocserv pptp pppd pppoe pppoe-server
  pon poff xl2tpd sstpc softether vpncmd kinit klist kdestroy kadmin kadmin.local ktutil kpasswd realm adcli sssctl net smbclient
  smbpasswd smbstatus testparm wbinfo rpcclient pdbedit samba-tool winbindd ldapsearch ldapadd ldapmodify ldapdelete ldapwhoami slapcat
  slapadd slappasswd ipa ipa-client-install authselect getsebool setsebool semanage restorecon chcon setenforce getenforce sestatus
  aa-status aa-enforce aa-complain groupadd groupmod groupdel userdel gpasswd chage visudo vipw newgrp getfacl setfacl chattr lsattr
  deluser addgroup delgroup chpasswd newusers loginctl busctl coredumpctl systemd-analyze systemd-cgls systemd-cgtop systemd-resolve
  systemd-detect-virt systemd-escape systemd-path bootctl localectl homectl portablectl oomctl udevadm rc-service rc-update rc-status sv
  svc supervisorctl initctl update-rc.d chkconfig telinit shutdown reboot poweroff halt runlevel update-alternatives alternatives
  dpkg-reconfigure apt-key add-apt-repository apt-mark apt-file dpkg-query debconf-set-selections unattended-upgrade needrestart
  yum-config-manager dnf-3 microdnf tdnf rpm-ostree subscription-manager flatpak nix nix-env nix-shell nixos-rebuild guix pkg pkg_add
  xbps-install eopkg swupd conda mamba poetry pipx uv virtualenv gem bundle yarn pnpm composer rustup rustc ninja meson autoreconf
  pvcreate vgcreate lvcreate pvs vgs lvs pvdisplay vgdisplay lvdisplay vgextend lvextend resize2fs xfs_growfs mkfs.xfs mkfs.btrfs
  mkfs.vfat mkswap swapon swapoff blkid findmnt mountpoint fsck e2fsck tune2fs mdadm cryptsetup wipefs sgdisk sfdisk partprobe kpartx
  dmsetup multipath iscsiadm targetcli tgtadm showmount exportfs nfsstat rpcinfo autofs btrfs smartctl hdparm nvme fstrim debootstrap
  qemu-img qemu-nbd qemu-system-x86_64 qemu-system-aarch64 kvm virt-install virt-clone virt-manager virt-viewer virt-customize
  virt-builder guestfish virt-what kvm-ok cloud-localds cloud-init multipass VBoxManage vmrun proxmox qm pct pvesm pvecm pvesh xl xe
  firecracker cloud-hypervisor lxc-create lxc-start lxc-stop lxc-attach lxc-ls lxc-info lxc-destroy lxc-console lxc-execute lxc-copy
  lxc-config lxc-checkconfig lxc-monitor buildah skopeo umoci ctop dive docker-machine docker-init dockerd containerd containerd-shim
  conmon crio crio-status kata-runtime runsc sysbox-runc youki img kaniko ko k9s kubectx kubens kustomize k3d k3sup k0s microk8s rke rke2
  talosctl eksctl gcloud aws az doctl oc odo istioctl linkerd hubble cilium-dbg flux argocd skaffold tilt stern velero rancher nomad
  consul-template vault packer terragrunt pulumi salt salt-call puppet chef-client knife ansible-galaxy ansible-vault ansible-inventory
  clab ovn-nbctl ovn-sbctl ovn-trace ovn-appctl ovn-ctl ovs-dpctl ovs-ctl ovs-pki ovs-tcpdump ovs-testcontroller ovsdb-tool ovsdb-server
  ovs-vswitchd ovs-dpctl-top ovs-l3ping vtep-ctl vppctl vpp dpdk-devbind.py dpdk-testpmd testpmd pktgen trex iptables-apply
  iptables-legacy iptables-nft iptables-translate iptables-restore-translate iptables-legacy-save iptables-nft-save iptables-xml
  ip6tables-legacy ip6tables-nft ip6tables-translate ip6tables-restore-translate ebtables-save ebtables-restore ebtables-nft arptables-nft
  xtables-monitor xtables-nft-multi nfct conntrackd ulogd iptstate netfilter-persistent shorewall shorewall6 ferm pf pfctl ipfw csf
  firewall-offline-cmd firewall-config fail2ban-server fail2ban-regex sshguard nftrace ipcalc sipcalc subnetcalc netmask aggregate prips
  dhcp6c dhcp6s dhcpd dhcpd6 dhcpdump dhcping dhclient-script kea-dhcp4 keactrl named named-checkconf named-checkzone rndc rndc-confgen
  dnssec-keygen dnssec-signzone nsupdate delv unbound unbound-control unbound-checkconf pdnsutil pdns_control pdns_recursor coredns
  dnscrypt-proxy dnstop dnsperf kdig khost knotc knotd nsd nsd-control resolvconf avahi-browse avahi-resolve avahi-daemon ntpdate ntpq
  ntpd chronyc chronyd timesyncd ptp4l phc2sys pmc hwclock iwlist iwspy iwpriv wpa_cli wpa_passphrase rfkill hostapd_cli airmon-ng
  airodump-ng aireplay-ng aircrack-ng kismet bluetoothctl hciconfig nmtui nm-connection-editor wicked ifenslave ifplugstatus ethtool
  mii-tool lldpcli lldpctl lldpd lldptool cdpr teamd teamdctl teamnl bondctl openvtun macchanger nameif ip-route rtmon rtacct rtstat
  lnstat ctstat genl tipc devlink rdma dcb vdpa nstat ss mptcpd mptcpize ifmetric ifstat iptraf iptraf-ng dstat sar vnstati vnstatd
  darkstat ntopng nfdump softflowd fprobe pmacct pmacctd sflowtool hsflowd speedometer cbm tcptrack tcpflow tcpreplay tcprewrite tcpprep
  tcpdstat tcpslice ngrep dumpcap editcap mergecap capinfos text2pcap rawshark termshark wireshark ettercap bettercap dsniff arpspoof
  macof arpwatch arp-scan netdiscover arpalert nping ncrack zenmap hping nemesis scapy packetsender packit mz netsniff-ng trafgen flowtop
  ifpps astraceroute curvetun bpfc iperf3 netperf netserver nuttcp qperf sockperf ttcp uperf ipmitool flent thrulay owping twping
  speedtest speedtest-cli wondershaper tcconfig tcset tcshow tcdel trickle toxiproxy-cli mahimahi mm-link mm-delay pumba lft
  paris-traceroute dublin-traceroute scamper tcptraceroute pathchar pchar oping noping httping smokeping prettyping gping whois
  geoiplookup finger rwho rlogin rsh rexec tftp tftpd atftp ftp lftp ncftp vsftpd proftpd sftp-server sshd ssh-keygen ssh-copy-id ssh-add
  ssh-agent ssh-keyscan sshfs sshuttle sshpass autossh mosh dropbear dbclient pscp plink putty minicom picocom cu stunnel stunnel4 ssldump
  certbot acme.sh mkcert step cfssl cfssljson keytool gpg gpg2 htpasswd squid squidclient privoxy tinyproxy redsocks tor torsocks
  proxychains proxychains4 shadowsocks ss-local ss-server ss-redir v2ray xray sing-box clash frpc frps ngrok cloudflared chisel ligolo
  gost 3proxy dante sockd microsocks hev-socks5-tunnel tun2socks badvpn-tun2socks udpgw vtund iodine dns2tcp ptunnel icmptunnel udp2raw
  apachectl apache2ctl a2ensite a2dissite a2enmod a2dismod lighttpd uwsgi gunicorn php php-fpm envoy traefik varnishd varnishlog
  varnishadm pound relayd gobetween ldirectord corosync pacemakerd pcs crm crm_mon crm_resource ucarp vrrpd rabbitmqctl redis-cli
  redis-server mysql mysqldump mysqladmin mariadb psql pg_dump pg_ctl createdb createuser sqlite3 mongo mongosh memcached etcd zkcli
  kafka-topics.sh influx telegraf prometheus node_exporter promtool grafana-cli snmpget snmpwalk snmpset snmptranslate snmptrap snmpd
  zabbix_get zabbix_sender nagios ncpa logrotate rsyslogd syslog-ng dmidecode lsipc ipcs ipcrm lsmem lscgroup cgclassify cgget cgdelete
  numactl numastat taskset chrt schedtool renice ionice prlimit pidstat mpstat iostat vmstat slabtop htop atop glances iotop powertop
  turbostat stress stress-ng sysbench fio trace-cmd kernelshark stap dtrace sysdig csysdig falco execsnoop opensnoop tcpconnect tcpaccept
  tcplife tcpretrans tcptop tcptracer funccount stackcount profile-bpfcc execsnoop-bpfcc tcpconnect-bpfcc bpftop pwru xdp-loader xdpdump
  xdp-filter crash kdump kexec sysrq modinfo kmod dkms mkinitcpio dracut update-initramfs grub-mkconfig update-grub grub2-mkconfig grubby
  efibootmgr zebra bgpd ospfd ospf6d ripd ripngd isisd ldpd babeld eigrpd staticd bfdd fabricd birdc6 bird6 birdcl gobgpd exabgpcli
  openbgpd bgpctl ospfctl olsrd batctl batadv-vis bmx6 alfred mrouted smcrouted smcroutectl mcsender mcproxy omping ssmping radvdump
  rtadvd rtsol rltraceroute6 tracepath6 traceroute6 ping4 fping6 nc6 netcat6 ndppd ndpmon ndptool thcping6 alive6 jool jool_siit tayga
  clatd 6tunnel miredo gogoc ipset nsenter unshare lsns setns firejail bwrap bubblewrap slirp vde_switch vde_plug vdeterm vde_plug2tap
  vde_tunctl dpipe wirefilter uml_switch linux.uml kathara lstart lcrash vstart netkit imunes core-gui core-daemon vcmd netgen gns3
  gns3server dynamips ubridge vpcs eve-ng unetlab mnexec ryu-manager pox.py nox onos floodlight sdnctl faucet p4c simple_switch
  simple_switch_CLI bmv2 nplab nsctl cnictl cni netavark aardvark-dns dhcp-cni flanneld weaver kube-router kube-proxy antctl kubeshark
  netshoot netctl netctl-auto dinit s6-rc s6-svc connmanctl iwctl iwd ifquery ifreload netstat-nat ntop sha256sum sha1sum sha512sum cksum
  split csplit join expand unexpand fmt pr tsort shuf seq factor numfmt truncate fallocate shred sync install mknod namei pathchk users
  lastlog lastb w pinky logname tty mesg wall write uuidgen mcookie rev column colrm hexdump xxd od strings nm objdump readelf ldd patch
  diff3 sdiff patchelf file jq yq xmlstarlet xmllint envsubst gettext tclsh wish lua luajit deno bun python3.11 python3.12 ipython jupyter
  java javac mvn gradle ant scala sbt kotlinc gofmt swift dotnet mono ghc cabal stack erl elixir mix iex ocaml opam julia R Rscript octave
  gnuplot dot ffmpeg convert pandoc latexmk pdflatex asciidoctor mkdocs hugo git-lfs gh glab hub hg bzr cvs tig repo lazygit pre-commit
  direnv asdf mise tldr cheat bat exa eza fd fdfind rg ag fzf zoxide tmate byobu ttyd asciinema scriptreplay watchman entr inotifywait
  incrond at atq atrm batch crontab anacron fuser lsof pstree pgrep pmap pwdx gcore uci wifi swconfig ubus fw3 fw4 logread mtd sysupgrade
  jffs2reset odhcp6c odhcpd netifd busybox`.split(/\s+/);

export const PROGRAMS: ReadonlySet<string> = new Set([...MAKES_NOTHING, ...OTHERS]);

/** English begins with them, and so do lines of output. */
export const WORDS: ReadonlySet<string> = new Set(
  `bridge route host test time make find file sort type who which read set let more less last head cut link service install watch yes
  expect script return select function for if while until case continue break go node at dog drill history wait tree trap local times hash
  help match kind bind use source command print screen true false date df top id http https perf exit export printf w env man ab hey wrk
  ip ping docker docker-compose kubectl weave cilium nginx bird passt pasta`.split(/\s+/),
);

/** The same, and fewer type them: only an option, a path or a value shows that it is the program. */
export const NOUNS: ReadonlySet<string> = new Set(
  `net step join split write wall sync pinky users crash stack mix alternatives shutdown reboot halt salt flux dive img hub repo cheat bat
  convert dot finger packer vault ant swift stress speedometer clash tor pound core-gui wireshark mysql patch expand batch R pkg fd rg
  column strings pf shred factor trickle trace-cmd tayga bundle gem puppet argocd rancher nomad chisel gost frr named squid php java lua
  stap jupyter ipython mono hugo sar wicked cni nix conda poetry julia octave exa deno bun gradle netkit nebula consul wifi mtd faucet
  vpp trex proxmox pki sv port oc pcs crm plink fio ss-server dpipe headscale chef-client`.split(/\s+/),
);
