/** The keywords of ssh_config(5), small, with those of other years and of macOS that do no harm. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  `
  addkeystoagent addressfamily batchmode bindaddress bindinterface canonicaldomains canonicalizefallbacklocal
  canonicalizehostname canonicalizemaxdots canonicalizepermittedcnames casignaturealgorithms certificatefile
  challengeresponseauthentication channeltimeout checkhostip cipher ciphers clearallforwardings compression
  compressionlevel connectionattempts connecttimeout controlmaster controlpath controlpersist dsaauthentication
  dynamicforward enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fingerprinthash
  forkafterauthentication forwardagent forwardx11 forwardx11timeout forwardx11trusted gatewayports
  globalknownhostsfile gssapiauthentication gssapiclientidentity gssapidelegatecredentials gssapikexalgorithms
  gssapikeyexchange gssapirenewalforcesrekey gssapiserveridentity gssapitrustdns hashknownhosts
  hostbasedacceptedalgorithms hostbasedauthentication hostbasedkeytypes hostkeyalgorithms hostkeyalias hostname
  identitiesonly identityagent identityfile ignoreunknown kbdinteractiveauthentication kbdinteractivedevices
  ipqos keepalive kexalgorithms knownhostscommand localcommand localforward loglevel logverbose macs
  nohostauthenticationforlocalhost numberofpasswordprompts obscurekeystroketiming passwordauthentication
  permitlocalcommand permitremoteopen pkcs11provider port preferredauthentications protocol proxycommand proxyjump
  proxyusefdpass pubkeyacceptedalgorithms pubkeyacceptedkeytypes pubkeyauthentication refuseconnection rekeylimit
  remotecommand remoteforward requesttty requiredrsasize revokedhostkeys rhostsrsaauthentication rsaauthentication
  securitykeyprovider sendenv serveralivecountmax serveraliveinterval sessiontype setenv smartcarddevice stdinnull
  streamlocalbindmask streamlocalbindunlink stricthostkeychecking syslogfacility tag tcpkeepalive tunnel
  tunneldevice updatehostkeys usekeychain useprivilegedport user userknownhostsfile useroaming verifyhostkeydns
  versionaddendum visualhostkey warnweakcrypto xauthlocation
  `
    .trim()
    .split(/\s+/),
);
