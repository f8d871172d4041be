/** How scripts read and set what belongs to the network stack: SMB limits, physical NICs and data center bridging. */

export const SMB_LIMIT = String.raw`function Read-SmbLimit([hashtable]$Target, [string]$Setting) {
  if (-not (Get-WindowsFeature -Name 'FS-SMBBW' -ErrorAction Stop).Installed) {
    throw 'the feature SMB Bandwidth Limit is missing. Run: Install-WindowsFeature -Name FS-SMBBW'
  }
  $limit = @(Get-SmbBandwidthLimit -ErrorAction Stop | Where-Object { $_.Category -eq $Target['Category'] })
  if ($limit.Count -eq 0) { return $null }
  return $limit[0].BytesPerSecond
}

function Write-SmbLimit([hashtable]$Target, [string]$Setting, $Value) {
  if ($null -eq $Value) { Remove-SmbBandwidthLimit -Category $Target['Category'] -Confirm:$false -ErrorAction Stop }
  else { Set-SmbBandwidthLimit -Category $Target['Category'] -BytesPerSecond $Value -ErrorAction Stop }
}`;

/** Cmdlets take a name for a wildcard, so a NIC is looked for by its exact name and then named as a pattern of itself. */
export const FIND_NIC = String.raw`function Get-NicPattern([string]$Name) {
  $nic = Select-Single @(Get-NetAdapter -ErrorAction Stop | Where-Object { $_.Name -eq $Name }) "the NIC $Name"
  return [WildcardPattern]::Escape($nic.Name)
}

# A change of these settings restarts the NIC: once, after the last change of that NIC.
$pending = @{}
function Restart-Nic([string]$Name) {
  if (-not $pending.ContainsKey($Name)) { return }
  try {
    Assert-ManagementStays @(Get-Dependent $Name)
    $pattern = Get-NicPattern $Name
  } catch {
    Write-Failure "restart of $Name" $_
    return
  }
  $pending.Remove($Name)
  try {
    Restart-NetAdapter -Name $pattern -Confirm:$false -ErrorAction Stop
    for ($wait = 0; $wait -lt 60; $wait++) {
      if ((Get-NetAdapter -Name $pattern -ErrorAction Stop).Status -eq 'Up') {
        Write-Line "restarted $Name"
        return
      }
      Start-Sleep -Seconds 2
    }
    throw 'it is not up again after two minutes. The rest was not tried.'
  } catch {
    Write-Failure "restart of $Name" $_
    Exit-WithSummary
  }
}`;

/** `Setting` is the noun of the cmdlet and its parameter, such as NetAdapterVmq.MaxProcessors. */
export const NIC = String.raw`$profiles = @{ '1' = 'Closest'; '2' = 'ClosestStatic'; '3' = 'NUMA'; '4' = 'NUMAStatic'; '5' = 'Conservative' }

function Read-Nic([hashtable]$Target, [string]$Setting) {
  $noun, $parameter = $Setting.Split('.')
  $pattern = Get-NicPattern $Target['Nic']
  $value = Read-Property (& "Get-$noun" -Name $pattern -ErrorAction Stop) @($parameter)
  if ($parameter -eq 'Profile' -and $profiles.ContainsKey([string]$value)) { return $profiles[[string]$value] }
  return $value
}

function Write-Nic([hashtable]$Target, [string]$Setting, $Value) {
  $noun, $parameter = $Setting.Split('.')
  $pattern = Get-NicPattern $Target['Nic']
  $parameters = @{ $parameter = $Value }
  & "Set-$noun" -Name $pattern @parameters -NoRestart -Confirm:$false -ErrorAction Stop
  $pending[$Target['Nic']] = $true
}`;

export const NIC_QOS = String.raw`function Read-NicQos([hashtable]$Target, [string]$Setting) {
  return Read-Property (Get-NetAdapterQos -Name (Get-NicPattern $Target['Nic']) -ErrorAction Stop) @('Enabled')
}

function Write-NicQos([hashtable]$Target, [string]$Setting, $Value) {
  $pattern = Get-NicPattern $Target['Nic']
  if ($Value) { Enable-NetAdapterQos -Name $pattern -NoRestart -Confirm:$false -ErrorAction Stop }
  else { Disable-NetAdapterQos -Name $pattern -NoRestart -Confirm:$false -ErrorAction Stop }
  $pending[$Target['Nic']] = $true
}`;

/** The adapter that the host sees of a host vNIC may have been renamed: its device says which it is. */
export const ADVANCED = String.raw`function Get-AdvancedName([hashtable]$Target) {
  if ($Target.ContainsKey('Nic')) { return $Target['Nic'] }
  $vnic = Find-HostVnic $Target['Adapter']
  $seen = @(Get-NetAdapter -ErrorAction Stop | Where-Object { $_.DeviceID -eq $vnic.DeviceId })
  if ($seen.Count -eq 1) { return $seen[0].Name }
  return "vEthernet ($($vnic.Name))"
}

function Read-Advanced([hashtable]$Target, [string]$Setting) {
  $pattern = Get-NicPattern (Get-AdvancedName $Target)
  $found = @(Get-NetAdapterAdvancedProperty -Name $pattern -AllProperties -ErrorAction Stop | Where-Object { $_.RegistryKeyword -eq $Setting })
  return @((Select-Single $found "the property $Setting").RegistryValue)[0]
}

function Write-Advanced([hashtable]$Target, [string]$Setting, $Value) {
  $name = Get-AdvancedName $Target
  $pattern = Get-NicPattern $name
  Set-NetAdapterAdvancedProperty -Name $pattern -RegistryKeyword $Setting -RegistryValue $Value -NoRestart -ErrorAction Stop
  $pending[$name] = $true
}

function Restart-HostVnic([string]$Name) {
  try { Restart-Nic (Get-AdvancedName @{ Adapter = $Name }) }
  catch { Write-Failure "restart of $Name" $_ }
}`;

export const DCB_FEATURE = String.raw`function Assert-Dcb {
  if (-not (Get-WindowsFeature -Name 'Data-Center-Bridging' -ErrorAction Stop).Installed) {
    throw 'the feature Data Center Bridging is missing. Run: Install-WindowsFeature -Name Data-Center-Bridging'
  }
}`;

export const DCBX = String.raw`function Read-Dcbx([hashtable]$Target, [string]$Setting) {
  Assert-Dcb
  return @(Get-NetQosDcbxSetting -ErrorAction Stop)[0].Willing
}

function Write-Dcbx([hashtable]$Target, [string]$Setting, $Value) {
  Set-NetQosDcbxSetting -Willing $Value -Confirm:$false -ErrorAction Stop
}`;

export const FLOW_CONTROL = String.raw`function Read-FlowControl([hashtable]$Target, [string]$Setting) {
  Assert-Dcb
  return @(Get-NetQosFlowControl -Priority $Target['Priority'] -ErrorAction Stop)[0].Enabled
}

function Write-FlowControl([hashtable]$Target, [string]$Setting, $Value) {
  if ($Value) { Enable-NetQosFlowControl -Priority $Target['Priority'] -Confirm:$false -ErrorAction Stop }
  else { Disable-NetQosFlowControl -Priority $Target['Priority'] -Confirm:$false -ErrorAction Stop }
}`;

/** A class is known by its priority: each priority is in one class, and [Default] has those that no other has. */
export const TRAFFIC_CLASS = String.raw`function Find-TrafficClass([hashtable]$Target) {
  Assert-Dcb
  return @(Get-NetQosTrafficClass -ErrorAction Stop | Where-Object { $_.Name -ne '[Default]' -and @($_.Priority) -contains $Target['Priority'] })
}

function Read-TrafficClass([hashtable]$Target, [string]$Setting) {
  $found = Find-TrafficClass $Target
  if (@($found).Count -eq 0) { return $null }
  return Read-Property @($found)[0] @('BandwidthPercentage', 'Bandwidth')
}

function Write-TrafficClass([hashtable]$Target, [string]$Setting, $Value) {
  $found = @(Find-TrafficClass $Target)
  if ($found.Count -eq 0) {
    New-NetQosTrafficClass -Name $Target['Name'] -Algorithm ETS -BandwidthPercentage $Value -Priority $Target['Priority'] -ErrorAction Stop
  } elseif ($null -eq $Value) {
    Remove-NetQosTrafficClass -Name $found[0].Name -Confirm:$false -ErrorAction Stop
  } else {
    Set-NetQosTrafficClass -Name $found[0].Name -BandwidthPercentage $Value -Confirm:$false -ErrorAction Stop
  }
}`;

export const QOS_POLICY = String.raw`function Find-QosPolicy([hashtable]$Target) {
  return @(Get-NetQosPolicy -ErrorAction Stop | Where-Object { $_.Name -eq $Target['Name'] })
}

function Read-QosPolicy([hashtable]$Target, [string]$Setting) {
  Assert-Dcb
  $found = @(Find-QosPolicy $Target)
  if ($found.Count -eq 0) { return $null }
  return Read-Property $found[0] @('PriorityValue8021Action', 'PriorityValue')
}

function Write-QosPolicy([hashtable]$Target, [string]$Setting, $Value) {
  $found = @(Find-QosPolicy $Target)
  if ($null -eq $Value) {
    if ($found.Count -gt 0) { Remove-NetQosPolicy -Name $Target['Name'] -Confirm:$false -ErrorAction Stop }
    return
  }
  $parameters = @{ $Setting = $Value }
  if ($found.Count -gt 0) {
    Set-NetQosPolicy -Name $Target['Name'] @parameters -Confirm:$false -ErrorAction Stop
    return
  }
  switch ($Target['Match']) {
    'smb-direct' { New-NetQosPolicy -Name $Target['Name'] -NetDirectPortMatchCondition 445 @parameters -ErrorAction Stop }
    'cluster' { New-NetQosPolicy -Name $Target['Name'] -Cluster @parameters -ErrorAction Stop }
    'default' { New-NetQosPolicy -Name $Target['Name'] -Default @parameters -ErrorAction Stop }
  }
}`;
