/** How scripts read and set what belongs to Hyper-V: the host, its switches, host vNICs and adapters of VMs. */

export const VM_HOST = String.raw`function Read-VmHost([hashtable]$Target, [string]$Setting) {
  return Read-Property (Get-VMHost -ErrorAction Stop) @($Setting)
}

function Write-VmHost([hashtable]$Target, [string]$Setting, $Value) {
  $parameters = @{ $Setting = $Value }
  Set-VMHost @parameters -ErrorAction Stop
}`;

export const SWITCH = String.raw`function Find-Switch([string]$Name) {
  return Select-Single @(Get-VMSwitch -ErrorAction Stop | Where-Object { $_.Name -eq $Name }) "the switch $Name"
}

function Read-Switch([hashtable]$Target, [string]$Setting) {
  return Read-Property (Find-Switch $Target['Switch']) @($Setting)
}

function Write-Switch([hashtable]$Target, [string]$Setting, $Value) {
  $parameters = @{ $Setting = $Value }
  Set-VMSwitch -VMSwitch (Find-Switch $Target['Switch']) @parameters -ErrorAction Stop
}`;

/** Adapters are handed on as objects: a name may be a wildcard to a cmdlet, and several adapters may bear the same. */
export const ADAPTER = String.raw`function Find-HostVnic([string]$Name) {
  return Select-Single @(Get-VMNetworkAdapter -ManagementOS -ErrorAction Stop | Where-Object { $_.Name -eq $Name }) "the host vNIC $Name"
}

function Find-Adapter([hashtable]$Target) {
  if (-not $Target.ContainsKey('Vm')) { return Find-HostVnic $Target['Adapter'] }
  $vms = @(Get-VM -ErrorAction Stop | Where-Object { $_.Name -eq $Target['Vm'] })
  if ($vms.Count -eq 0) {
    throw (New-Object System.Management.Automation.ItemNotFoundException "the VM $($Target['Vm']) is on another host by now.")
  }
  $vm = Select-Single $vms "the VM $($Target['Vm'])"
  $found = @(Get-VMNetworkAdapter -VM $vm -ErrorAction Stop | Where-Object { $_.Name -eq $Target['Adapter'] })
  return Select-Single $found "the adapter $($Target['Adapter']) of the VM $($Target['Vm'])"
}

function Read-Adapter([hashtable]$Target, [string]$Setting) {
  $adapter = Find-Adapter $Target
  if (@('MinimumBandwidthWeight', 'MaximumBandwidth') -contains $Setting) {
    if ($null -eq $adapter.BandwidthSetting) { return 0 }
    return Read-Property $adapter.BandwidthSetting @($Setting)
  }
  if ($Setting -eq 'VmmqQueuePairs') {
    return Read-Property $adapter @('VmmqQueuePairsRequested', 'VrssMaxQueuePairsRequested', $Setting)
  }
  return Read-Property $adapter @("$($Setting)Requested", $Setting)
}

function Write-Adapter([hashtable]$Target, [string]$Setting, $Value) {
  $parameters = @{ $Setting = $Value }
  Set-VMNetworkAdapter -VMNetworkAdapter (Find-Adapter $Target) @parameters -ErrorAction Stop
}`;

export const TEAM_MAPPING = String.raw`function Read-TeamMapping([hashtable]$Target, [string]$Setting) {
  $mapping = @(Get-VMNetworkAdapterTeamMapping -VMNetworkAdapter (Find-Adapter $Target) -ErrorAction Stop)
  if ($mapping.Count -eq 0) { return $null }
  return $mapping[0].NetAdapterName
}

function Write-TeamMapping([hashtable]$Target, [string]$Setting, $Value) {
  $adapter = Find-Adapter $Target
  if ($null -eq $Value) { Remove-VMNetworkAdapterTeamMapping -VMNetworkAdapter $adapter -ErrorAction Stop }
  else { Set-VMNetworkAdapterTeamMapping -VMNetworkAdapter $adapter -PhysicalNetAdapterName $Value -ErrorAction Stop }
}`;
