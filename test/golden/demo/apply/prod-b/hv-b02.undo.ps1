#Requires -Version 4.0
#Requires -RunAsAdministrator
# Takes back the changes of hv-b02.ps1: 33 settings of one host, the last one first.
# Add -WhatIf to see what would be changed. Each change gives one line of output: redirect it to keep a log.
# It goes back to what hv-b02.state.json recorded, and where that says nothing to what the inventory said.

[CmdletBinding(SupportsShouldProcess)]
param([switch]$AllowManagementLoss)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$tally = @{ changed = 0; same = 0; skipped = 0; failed = 0 }

$expected = 'hv-b02'
$label = $expected.Split('.')[0]
if (@($env:COMPUTERNAME, [System.Net.Dns]::GetHostName()) -notcontains $label) {
    throw "This script is for the host $label, and this is $env:COMPUTERNAME. Nothing was changed."
}

$recordPath = Join-Path $PSScriptRoot 'hv-b02.state.json'

function Write-Line([string]$Text) {
    Write-Output ($Text -replace '[\x00-\x1f\x7f\x85\u2028\u2029]', '?')
}

function ConvertTo-Text($Value) {
    if ($null -eq $Value) { return '' }
    if ($Value -is [bool]) { return $Value.ToString().ToLowerInvariant() }
    return [string]$Value
}

function ConvertFrom-Text($Text) {
    switch -CaseSensitive ($Text) {
        '' { return $null }
        'true' { return $true }
        'false' { return $false }
        default { return $Text }
    }
}

# The first of these properties that the object has: what they are called differs between versions of Windows.
function Read-Property($Object, [string[]]$Names) {
    foreach ($name in $Names) {
        $property = $Object.PSObject.Properties[$name]
        if ($null -ne $property) { return $property.Value }
    }
    throw "This version of Windows does not know $($Names[-1])."
}

function Select-Single($Found, [string]$What) {
    if ($Found.Count -ne 1) { throw "There are $($Found.Count) of $What here, not one." }
    return $Found[0]
}

function Get-Key([string]$Kind, [hashtable]$Target, [string]$Setting) {
    $parts = @($Target.Keys | Sort-Object | ForEach-Object { "$_=$($Target[$_])" })
    return (@($Setting, $Kind) + $parts) -join '|'
}

function Read-Records {
    $records = @{}
    if (Test-Path -LiteralPath $recordPath) {
        foreach ($record in (Get-Content -LiteralPath $recordPath -Raw -Encoding UTF8 | ConvertFrom-Json)) {
            $records[$record.Key] = $record
        }
    }
    return $records
}

# Written before the setting is touched, under another name first, so that an interruption loses nothing.
function Save-Record([string]$Key, [string]$Before, [string]$After) {
    $records = Read-Records
    $records[$Key] = [pscustomobject]@{ Key = $Key; Before = $Before; After = $After }
    ConvertTo-Json -InputObject @($records.Values) | Set-Content -LiteralPath "$recordPath.new" -Encoding UTF8
    Move-Item -LiteralPath "$recordPath.new" -Destination $recordPath -Force
}

function Step-Setting([string]$Kind, [hashtable]$Target, [string]$Setting, $Wanted, [string]$Label, [bool]$Record) {
    $what = "$Setting of $Label"
    $now = ConvertTo-Text (& "Read-$Kind" $Target $Setting)
    $to = ConvertTo-Text $Wanted
    if ($now -eq $to) {
        $tally['same']++
        Write-Line "same     $what is $now"
        return
    }
    if (-not $PSCmdlet.ShouldProcess($what, "change from '$now' to '$to'")) {
        $tally['skipped']++
        return
    }
    if ($Record) { Save-Record (Get-Key $Kind $Target $Setting) $now $to }
    & "Write-$Kind" $Target $Setting $Wanted | Out-Null
    $tally['changed']++
    Write-Line "changed  $what from $now to $to"
}

function Write-Failure([string]$What, $Failure) {
    if ($Failure.Exception -is [System.Management.Automation.ItemNotFoundException]) {
        $tally['skipped']++
        Write-Line "skipped  $What because $($Failure.Exception.Message)"
        return
    }
    $tally['failed']++
    Write-Line "failed   $What because $($Failure.Exception.Message)"
}

function Exit-WithSummary {
    Write-Line "$($tally['changed']) changed, $($tally['same']) already so, $($tally['skipped']) skipped, $($tally['failed']) failed"
    if ($tally['failed'] -gt 0) { exit 1 }
    exit 0
}

function Undo-Change([string]$Kind, [hashtable]$Target, [string]$Setting, $Proposed, [string]$Label, $Was) {
    $what = "$Setting of $Label"
    try {
        $record = (Read-Records)[(Get-Key $Kind $Target $Setting)]
        $applied = ConvertTo-Text $Proposed
        if ($null -ne $record -and $record.After -eq $applied) { $before = ConvertFrom-Text $record.Before }
        elseif ($PSBoundParameters.ContainsKey('Was')) { $before = $Was }
        else { throw (New-Object System.Management.Automation.ItemNotFoundException 'nobody recorded what it was.') }
        $now = ConvertTo-Text (& "Read-$Kind" $Target $Setting)
        if ($now -ne $applied -and $now -ne (ConvertTo-Text $before)) {
            throw (New-Object System.Management.Automation.ItemNotFoundException "it is $now by now, not $applied as applied.")
        }
        Step-Setting $Kind $Target $Setting $before $Label $false
    } catch { Write-Failure $what $_ }
}

function Find-HostVnic([string]$Name) {
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
}

function Assert-Dcb {
    if (-not (Get-WindowsFeature -Name 'Data-Center-Bridging' -ErrorAction Stop).Installed) {
        throw 'the feature Data Center Bridging is missing. Run: Install-WindowsFeature -Name Data-Center-Bridging'
    }
}

function Find-TrafficClass([hashtable]$Target) {
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
}

function Read-FlowControl([hashtable]$Target, [string]$Setting) {
    Assert-Dcb
    return @(Get-NetQosFlowControl -Priority $Target['Priority'] -ErrorAction Stop)[0].Enabled
}

function Write-FlowControl([hashtable]$Target, [string]$Setting, $Value) {
    if ($Value) { Enable-NetQosFlowControl -Priority $Target['Priority'] -Confirm:$false -ErrorAction Stop }
    else { Disable-NetQosFlowControl -Priority $Target['Priority'] -Confirm:$false -ErrorAction Stop }
}

function Find-QosPolicy([hashtable]$Target) {
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
}

function Read-Dcbx([hashtable]$Target, [string]$Setting) {
    Assert-Dcb
    return @(Get-NetQosDcbxSetting -ErrorAction Stop)[0].Willing
}

function Write-Dcbx([hashtable]$Target, [string]$Setting, $Value) {
    Set-NetQosDcbxSetting -Willing $Value -Confirm:$false -ErrorAction Stop
}

function Read-VmHost([hashtable]$Target, [string]$Setting) {
    return Read-Property (Get-VMHost -ErrorAction Stop) @($Setting)
}

function Write-VmHost([hashtable]$Target, [string]$Setting, $Value) {
    $parameters = @{ $Setting = $Value }
    Set-VMHost @parameters -ErrorAction Stop
}

function Read-SmbLimit([hashtable]$Target, [string]$Setting) {
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
}

function Invoke-All {
Undo-Change 'Adapter' @{ Adapter = 'SMB2' } 'IeeePriorityTag' 'On' 'SMB2'
Undo-Change 'Adapter' @{ Adapter = 'SMB1' } 'IeeePriorityTag' 'On' 'SMB1'
Undo-Change 'Adapter' @{ Adapter = 'Cluster' } 'IeeePriorityTag' 'On' 'Cluster'
Undo-Change 'TrafficClass' @{ Name = 'SMB_Direct'; Priority = 3 } 'BandwidthPercentage' 62 'SMB_Direct'
Undo-Change 'TrafficClass' @{ Name = 'Cluster'; Priority = 7 } 'BandwidthPercentage' 1 'Cluster'
Undo-Change 'FlowControl' @{ Priority = 7 } 'NetQosFlowControl.Enabled' $false 'priority 7'
Undo-Change 'FlowControl' @{ Priority = 6 } 'NetQosFlowControl.Enabled' $false 'priority 6'
Undo-Change 'FlowControl' @{ Priority = 5 } 'NetQosFlowControl.Enabled' $false 'priority 5'
Undo-Change 'FlowControl' @{ Priority = 4 } 'NetQosFlowControl.Enabled' $false 'priority 4'
Undo-Change 'FlowControl' @{ Priority = 3 } 'NetQosFlowControl.Enabled' $true 'priority 3'
Undo-Change 'FlowControl' @{ Priority = 2 } 'NetQosFlowControl.Enabled' $false 'priority 2'
Undo-Change 'FlowControl' @{ Priority = 1 } 'NetQosFlowControl.Enabled' $false 'priority 1'
Undo-Change 'FlowControl' @{ Priority = 0 } 'NetQosFlowControl.Enabled' $false 'priority 0'
Undo-Change 'QosPolicy' @{ Name = 'Default'; Match = 'default' } 'PriorityValue8021Action' 0 'Default'
Undo-Change 'QosPolicy' @{ Name = 'Cluster'; Match = 'cluster' } 'PriorityValue8021Action' 7 'Cluster'
Undo-Change 'QosPolicy' @{ Name = 'SMB_Direct'; Match = 'smb-direct' } 'PriorityValue8021Action' 3 'SMB_Direct'
Undo-Change 'Dcbx' @{} 'Willing' $false 'hv-b02'
Undo-Change 'VmHost' @{} 'MaximumStorageMigrations' 1 'hv-b02' -Was 2
Undo-Change 'SmbLimit' @{ Category = 'Default' } 'BytesPerSecond' 3464278407 'Default'
Undo-Change 'SmbLimit' @{ Category = 'VirtualMachine' } 'BytesPerSecond' 1300000000 'VirtualMachine'
Undo-Change 'SmbLimit' @{ Category = 'LiveMigration' } 'BytesPerSecond' 2764710112 'LiveMigration' -Was 1562500000
Undo-Change 'Adapter' @{ Adapter = 'Management' } 'MinimumBandwidthWeight' 0 'Management' -Was 10
Undo-Change 'Adapter' @{ Adapter = 'Cluster' } 'MinimumBandwidthWeight' 0 'Cluster' -Was 10
Undo-Change 'Adapter' @{ Vm = 'web-52'; Adapter = 'Network Adapter' } 'MinimumBandwidthWeight' 0 'web-52/Network Adapter' -Was 3
Undo-Change 'Adapter' @{ Vm = 'web-51'; Adapter = 'Network Adapter' } 'MinimumBandwidthWeight' 0 'web-51/Network Adapter' -Was 3
Undo-Change 'Adapter' @{ Vm = 'sql-06'; Adapter = 'Network Adapter' } 'MinimumBandwidthWeight' 0 'sql-06/Network Adapter' -Was 10
Undo-Change 'Adapter' @{ Vm = 'k8s-03'; Adapter = 'Network Adapter' } 'MinimumBandwidthWeight' 0 'k8s-03/Network Adapter' -Was 3
Undo-Change 'Adapter' @{ Vm = 'k8s-02'; Adapter = 'Network Adapter' } 'MinimumBandwidthWeight' 0 'k8s-02/Network Adapter' -Was 3
Undo-Change 'Adapter' @{ Vm = 'k8s-01'; Adapter = 'Network Adapter' } 'MinimumBandwidthWeight' 0 'k8s-01/Network Adapter' -Was 3
Undo-Change 'Adapter' @{ Vm = 'app-52'; Adapter = 'Network Adapter' } 'MinimumBandwidthWeight' 0 'app-52/Network Adapter' -Was 5
Undo-Change 'Adapter' @{ Vm = 'app-51'; Adapter = 'Network Adapter' } 'MinimumBandwidthWeight' 0 'app-51/Network Adapter' -Was 5
Undo-Change 'Adapter' @{ Adapter = 'SMB2' } 'MinimumBandwidthWeight' 0 'SMB2' -Was 40
Undo-Change 'Adapter' @{ Adapter = 'SMB1' } 'MinimumBandwidthWeight' 0 'SMB1' -Was 40
}

Invoke-All
Exit-WithSummary
